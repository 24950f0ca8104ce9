package epcheck.lincheck;

import epcheck.cli.Catalog;
import epcheck.cli.Program;
import epcheck.cli.ShippedCatalog;
import epcheck.cli.Terminal;
import picocli.CommandLine;

/** The program: {@code ./epcheck lincheck}, or {@code java -jar lincheck-tests.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // It warns of each record that it cannot look into, and needs to look into none.
    System.setProperty("lincheck.logLevel", "ERROR");
    System.exit(run(Terminal.system(), new ShippedCatalog(), args));
  }

  /** Runs a command line and returns the exit status. */
  static int run(Terminal terminal, Catalog catalog, String... args) {
    CommandLine line = new CommandLine(new LincheckCommand(terminal, catalog));
    return new Program(terminal, line).run(args);
  }
}
