package epcheck.dmesg;

import java.io.IOException;
import java.io.Reader;

/** The lines of an input, numbered from 1. Of a long line it keeps no more than its beginning. */
final class LineSource {
  private final Reader in;
  private final char[] line;
  private final char[] buffer = new char[1 << 13];
  private int next;
  private int end;
  private int length;
  private long number;
  private boolean cut;

  LineSource(Reader in, int limit) {
    this.in = in;
    this.line = new char[limit];
  }

  /** Goes to the next line, if there is one. */
  boolean next() throws IOException {
    length = 0;
    cut = false;
    boolean any = false;
    for (; ; ) {
      if (next == end) {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        if (end == 0) {
          number += any ? 1 : 0;
          return any;
        }
      }
      any = true;
      int start = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      keep(start, next - start);
      if (next < end) {
        next++;
        number++;
        return true;
      }
    }
  }

  private void keep(int start, int count) {
    int fits = Math.min(count, line.length - length);
    System.arraycopy(buffer, start, line, length, fits);
    length += fits;
    cut |= fits < count;
  }

  /** The line, without the carriage returns that serial consoles add at either end. */
  String text() {
    int from = 0;
    int to = length;
    while (from < to && line[from] == '\r') {
      from++;
    }
    while (from < to && line[to - 1] == '\r') {
      to--;
    }
    return new String(line, from, to - from);
  }

  long number() {
    return number;
  }

  /** Whether the line is longer than what {@link #text} gives of it. */
  boolean cut() {
    return cut;
  }
}
