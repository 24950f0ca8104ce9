package epcheck.cli;

import epcheck.explore.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells how far the searches are: one line that is rewritten on a terminal, a line now and then
 * elsewhere.
 */
final class ProgressLine {
  private static final long REWRITE_NANOS = 200_000_000L;
  private static final long REPEAT_NANOS = 10_000_000_000L;

  private enum Form {
    NONE,
    REWRITTEN,
    REPEATED
  }

  private final Terminal terminal;
  private final Form form;
  private final int jobs;
  private final LongSupplier nanos;
  private final List<String> running = new ArrayList<>();
  private String speaker = "";
  private int finished;
  private long last;
  private int shown;

  ProgressLine(Terminal terminal, boolean quiet, int jobs, LongSupplier nanos) {
    this.terminal = terminal;
    this.form = quiet ? Form.NONE : terminal.interactive() ? Form.REWRITTEN : Form.REPEATED;
    this.jobs = jobs;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /** A search begins. */
  synchronized Progress begin(String name) {
    running.add(name);
    return (states, transitions, depth, seconds) -> tell(name, states, depth, seconds);
  }

  synchronized void end(String name) {
    running.remove(name);
    finished++;
  }

  /** Of several that run one speaks, until it ends or falls silent. */
  private synchronized void tell(String name, long states, int depth, double seconds) {
    long now = nanos.getAsLong();
    long pause = form == Form.REWRITTEN ? REWRITE_NANOS : REPEAT_NANOS;
    boolean mayTakeOver = !running.contains(speaker) || now - last >= 2 * pause;
    if (form == Form.NONE || now - last < pause || (!name.equals(speaker) && !mayTakeOver)) {
      return;
    }
    last = now;
    speaker = name;
    String line = line(name, states, depth, seconds);
    if (form == Form.REPEATED) {
      terminal.err().println("epcheck: " + line);
    } else {
      terminal.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = line.length();
    }
    terminal.err().flush();
  }

  private String line(String name, long states, int depth, double seconds) {
    String count = jobs > 1 ? "[" + (finished + 1) + "/" + jobs + "] " : "";
    return String.format(
        Locale.ROOT,
        "%s%s: %,d states, %,.0f/s, depth %,d, %.0f s",
        count,
        name,
        states,
        seconds > 0 ? states / seconds : 0,
        depth,
        seconds);
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
