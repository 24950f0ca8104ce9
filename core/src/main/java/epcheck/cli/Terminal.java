package epcheck.cli;

import epcheck.report.ConsoleReport;
import epcheck.report.Paint;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Where output goes.
 *
 * @param interactive somebody watches, so that a line may be rewritten
 * @param debug unexpected exceptions show where they come from
 */
public record Terminal(
    PrintWriter out, PrintWriter err, boolean interactive, boolean colour, boolean debug) {

  /** The process's own. */
  public static Terminal system() {
    boolean interactive = isTerminal(System.console());
    String noColour = System.getenv("NO_COLOR");
    boolean colour =
        interactive
            && (noColour == null || noColour.isEmpty())
            && !"dumb".equals(System.getenv("TERM"));
    return new Terminal(
        new PrintWriter(System.out, true, Charset.defaultCharset()),
        new PrintWriter(System.err, true, Charset.defaultCharset()),
        interactive,
        colour,
        "1".equals(System.getenv("EPCHECK_DEBUG")));
  }

  /**
   * Since JDK 22 there is a console even where there is no terminal, and {@code isTerminal()} to
   * ask.
   */
  private static boolean isTerminal(Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** How wide it is: what the launcher found out, or what every terminal has. */
  int columns() {
    return columns(System.getenv("COLUMNS"));
  }

  static int columns(String said) {
    return said != null && said.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(said) : 80;
  }

  Paint paint() {
    return colour ? Paint.ANSI : Paint.PLAIN;
  }

  ConsoleReport report(boolean full) {
    return new ConsoleReport(ConsoleReport.WIDTH, full, paint());
  }

  public void print(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /** Says something besides the results. */
  void note(String message) {
    err.println("epcheck: " + message);
    err.flush();
  }

  /** Says what is wrong, in a line or two. */
  public void complain(String message) {
    err.println("epcheck: " + message.strip().replace("\n", "\n  "));
    err.flush();
  }

  /** Says that something is wrong with epcheck itself. */
  public void complain(Throwable unexpected) {
    complain(
        "unexpected: "
            + unexpected
            + (debug ? "" : " (EPCHECK_DEBUG=1 shows where; please report it)"));
    if (debug) {
      unexpected.printStackTrace(err);
      err.flush();
    }
  }
}
