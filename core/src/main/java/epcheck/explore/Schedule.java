package epcheck.explore;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Which task takes each step, and what a step is: the variables whose every access is a scheduling
 * point. As text it is short enough for a mail: the number of those variables and their slots, each
 * as the distance from the one before; runs of steps of the same task, a byte each (task in the
 * upper four bits, steps in the lower four); a check byte; all in URL-safe base 64.
 *
 * @param scheduledSlots the slots that were made scheduling points, ascending
 * @param tasks for each step the task that takes it
 */
public record Schedule(List<Integer> scheduledSlots, List<Integer> tasks) {
  private static final int MAX_RUN = 15;

  public Schedule {
    scheduledSlots = List.copyOf(scheduledSlots);
    tasks = List.copyOf(tasks);
  }

  static Schedule of(List<Integer> scheduledSlots, int[] tasks) {
    return new Schedule(scheduledSlots, Arrays.stream(tasks).boxed().toList());
  }

  /** The schedule as text. */
  public String encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeNumber(out, scheduledSlots.size());
    int last = 0;
    for (int slot : scheduledSlots) {
      writeNumber(out, slot - last);
      last = slot;
    }
    int i = 0;
    while (i < tasks.size()) {
      int task = tasks.get(i);
      int run = 1;
      while (run < MAX_RUN && i + run < tasks.size() && tasks.get(i + run) == task) {
        run++;
      }
      out.write(task << 4 | run);
      i += run;
    }
    out.write(check(out.toByteArray(), out.size()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  /**
   * The schedule of a text.
   *
   * @throws IllegalArgumentException if {@link #encode} did not write this
   */
  public static Schedule decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a schedule: " + text, e);
    }
    int n = bytes.length - 1;
    if (n < 0 || bytes[n] != (byte) check(bytes, n)) {
      throw new IllegalArgumentException("a schedule that is damaged or cut short: " + text);
    }
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, 0, n);
    List<Integer> slots = new ArrayList<>();
    int slot = 0;
    for (int left = readNumber(in); left > 0 && in.available() > 0; left--) {
      slot += readNumber(in);
      slots.add(slot);
    }
    List<Integer> tasks = new ArrayList<>();
    for (int i = n - in.available(); i < n; i++) {
      for (int run = bytes[i] & MAX_RUN; run > 0; run--) {
        tasks.add((bytes[i] & 0xff) >> 4);
      }
    }
    return new Schedule(slots, tasks);
  }

  private static void writeNumber(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest >= 0x80) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int readNumber(ByteArrayInputStream in) {
    int number = 0;
    int shift = 0;
    int b;
    do {
      b = Math.max(in.read(), 0);
      number |= (b & 0x7f) << shift;
      shift += 7;
    } while ((b & 0x80) != 0);
    return number;
  }

  private static int check(byte[] bytes, int n) {
    long hash = n;
    for (int i = 0; i < n; i++) {
      hash = Hash.chain(hash, bytes[i]);
    }
    return (int) (Hash.mix(hash) & 0xff);
  }
}
