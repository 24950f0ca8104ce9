package epcheck.stress.run;

import epcheck.cli.Terminal;
import java.util.List;
import java.util.Locale;

/**
 * Tells how far a run is: one line that is rewritten on a terminal, a line for each test that is
 * done elsewhere.
 */
final class Progress {
  private final Terminal terminal;
  private final boolean quiet;
  private int shown;

  Progress(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
  }

  /** The machine is looked at. */
  void probes() {
    rewrite("looking at the machine and at the JVM");
  }

  /**
   * Some time has passed.
   *
   * @param done how many tests are
   * @param running their names
   */
  void tick(int done, int all, List<String> running, double seconds) {
    rewrite(
        String.format(
            Locale.ROOT,
            "[%d/%d] %.0f s: %s",
            Math.min(done + 1, all),
            all,
            seconds,
            String.join(", ", running)));
  }

  /** A test is done. */
  void done(int done, int all, TestReport report, double seconds) {
    if (!quiet && !terminal.interactive()) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "epcheck: [%d/%d] %s: %s, %,d samples, %.0f s%n",
              done,
              all,
              report.name(),
              report.verdict(),
              report.samples(),
              seconds);
      terminal.err().flush();
    }
  }

  /** Makes room for other output. */
  void clear() {
    if (shown > 0) {
      rewrite("");
      terminal.err().print("\r");
      terminal.err().flush();
    }
  }

  private void rewrite(String text) {
    if (quiet || !terminal.interactive()) {
      return;
    }
    String line = text.length() > Text.WIDTH ? text.substring(0, Text.WIDTH) : text;
    terminal.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    terminal.err().flush();
    shown = line.length();
  }
}
