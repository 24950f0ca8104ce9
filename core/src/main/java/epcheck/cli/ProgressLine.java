package epcheck.cli;

import epcheck.explore.Progress;
import epcheck.report.Figures;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells how far the searches are: one line that is rewritten on a terminal, and never wider than
 * that, a line now and then elsewhere.
 */
final class ProgressLine {
  private static final long REWRITE_NANOS = 200_000_000L;
  private static final long REPEAT_NANOS = 10_000_000_000L;
  private static final int BAR = 10;

  private enum Form {
    NONE,
    REWRITTEN,
    REPEATED
  }

  /** What a narrow terminal does without, in this order. */
  private enum Part {
    DEPTH,
    RATE,
    TIME,
    SIZE,
    BAR,
    STATES
  }

  /** What a search tells of itself. */
  private record Told(Forecast.Search search, int depth, double seconds) {}

  private final Terminal terminal;
  private final Form form;
  private final int width;
  private final int jobs;
  private final Forecast forecast;
  private final LongSupplier nanos;
  private final long start;
  private Forecast.Search speaker;
  private int finished;
  private long last;
  private int shown;

  /**
   * @param sizes for each search, how many states it has, or 0 if nobody knows
   * @param columns how wide the terminal is
   */
  ProgressLine(
      Terminal terminal, boolean quiet, List<Long> sizes, int columns, LongSupplier nanos) {
    this.terminal = terminal;
    this.form = quiet ? Form.NONE : terminal.interactive() ? Form.REWRITTEN : Form.REPEATED;
    // Many terminals wrap as soon as the last column is filled.
    this.width = columns - 1;
    this.jobs = sizes.size();
    this.forecast = new Forecast(sizes);
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.last = start;
  }

  /**
   * A search begins.
   *
   * @param size how many states it has, or 0 if nobody knows
   */
  synchronized Progress begin(String name, long size) {
    Forecast.Search search = forecast.begin(name, size);
    return (states, transitions, depth, seconds) -> tell(search, states, depth, seconds);
  }

  synchronized void end(String name) {
    forecast.end(name);
    finished++;
  }

  /** Of several that run one speaks, until it ends or falls silent. */
  private synchronized void tell(Forecast.Search search, long states, int depth, double seconds) {
    forecast.reached(search, states);
    long now = nanos.getAsLong();
    long pause = form == Form.REWRITTEN ? REWRITE_NANOS : REPEAT_NANOS;
    boolean mayTakeOver = !forecast.isRunning(speaker) || now - last >= 2 * pause;
    if (form == Form.NONE || now - last < pause || (search != speaker && !mayTakeOver)) {
      return;
    }
    last = now;
    speaker = search;
    Told told = new Told(search, depth, seconds);
    if (form == Form.REPEATED) {
      terminal.err().println("epcheck: " + line(told, EnumSet.complementOf(EnumSet.of(Part.BAR))));
    } else {
      rewrite(fitting(told));
    }
    terminal.err().flush();
  }

  private void rewrite(String line) {
    terminal.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    shown = line.length();
  }

  private String fitting(Told told) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    String line = line(told, parts);
    for (Part least : Part.values()) {
      if (line.length() <= width) {
        return line;
      }
      parts.remove(least);
      line = line(told, parts);
    }
    return line.substring(0, Math.min(line.length(), width));
  }

  private String line(Told told, Set<Part> parts) {
    OptionalDouble left = forecast.secondsLeft((nanos.getAsLong() - start) / 1e9);
    return run(left, parts) + search(told, left, parts);
  }

  /** For example {@code [####------] 43%, 1:10 left [2/12] }. */
  private String run(OptionalDouble left, Set<Part> parts) {
    StringBuilder text = new StringBuilder();
    OptionalDouble done = forecast.done();
    if (done.isPresent()) {
      int marks = (int) (BAR * done.getAsDouble());
      if (parts.contains(Part.BAR)) {
        text.append('[').append("#".repeat(marks)).append("-".repeat(BAR - marks)).append("] ");
      }
      text.append((int) (100 * done.getAsDouble())).append('%');
      left.ifPresent(seconds -> text.append(", ").append(clock(seconds)).append(" left"));
      text.append("  ");
    }
    if (jobs > 1) {
      text.append('[').append(finished + 1).append('/').append(jobs).append("] ");
    }
    return text.toString();
  }

  /** For example {@code v5 / last-page: 12,345 of 120,601 states, 6,172/s, depth 61, 2 s}. */
  private static String search(Told told, OptionalDouble left, Set<Part> parts) {
    Forecast.Search search = told.search();
    StringBuilder text = new StringBuilder(search.name);
    if (parts.contains(Part.STATES)) {
      text.append(": ").append(Figures.grouped(search.states));
      if (parts.contains(Part.SIZE) && search.hasSize()) {
        text.append(" of ").append(Figures.grouped(search.size));
      }
      text.append(" states");
    }
    if (parts.contains(Part.RATE)) {
      double rate = told.seconds() > 0 ? search.states / told.seconds() : 0;
      text.append(String.format(Locale.ROOT, ", %,.0f/s", rate));
    }
    if (parts.contains(Part.DEPTH)) {
      text.append(", depth ").append(Figures.grouped(told.depth()));
    }
    if (parts.contains(Part.TIME) && left.isEmpty()) {
      text.append(String.format(Locale.ROOT, ", %.0f s", told.seconds()));
    }
    return text.toString();
  }

  /** For example {@code 1:10}, {@code 2:00:05}. */
  private static String clock(double seconds) {
    long whole = (long) Math.ceil(seconds);
    long hours = whole / 3600;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }

  /** Makes room for other output. */
  synchronized void clear() {
    if (shown > 0) {
      terminal.err().print("\r" + " ".repeat(shown) + "\r");
      terminal.err().flush();
      shown = 0;
    }
  }
}
