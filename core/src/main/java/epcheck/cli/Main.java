package epcheck.cli;

import epcheck.explore.ModelError;
import epcheck.scenario.Spelling;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
public final class Main {
  private static final int HELP_WIDTH = 110;

  private final Terminal terminal;
  private final Catalog catalog;

  Main(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.system();
    int status;
    try {
      status = new Main(terminal, new ShippedCatalog()).run(args);
    } catch (RuntimeException | Error e) {
      terminal.complain(e);
      status = ExitStatus.BAD_INPUT;
    }
    System.exit(status);
  }

  /** Runs a command line and returns the exit status. */
  int run(String... args) {
    return commandLine().execute(args);
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(new Tour(terminal, catalog));
    line.addSubcommand(new CheckCommand(terminal, catalog));
    line.addSubcommand(new ListCommand(terminal, catalog));
    line.addSubcommand(new ReplayCommand(terminal, catalog));
    line.addSubcommand(new BenchCommand(terminal, catalog));
    line.addSubcommand(new StressCommand());
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler((e, args) -> wrongUsage(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
  }

  private int wrongUsage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.complain(what(e) + "\nTry '" + command + " --help'.");
    return ExitStatus.BAD_INPUT;
  }

  private static String what(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      boolean root = e.getCommandLine().getParent() == null;
      String kind =
          unmatched.isUnknownOption()
              ? "unknown option"
              : root ? "unknown command" : "unexpected argument";
      return kind + " '" + first + "'" + didYouMean(unmatched);
    }
    String message = e.getMessage();
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String didYouMean(UnmatchedArgumentException unmatched) {
    String typed = unmatched.getUnmatched().get(0);
    CommandLine command = unmatched.getCommandLine();
    List<String> near =
        unmatched.isUnknownOption()
            ? Spelling.near(
                typed.replaceFirst("=.*", ""), command.getCommandSpec().optionsMap().keySet())
            : Spelling.near(typed, command.getSubcommands().keySet());
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private int failed(Exception e) {
    if (e instanceof BadInput || e instanceof ModelError) {
      terminal.complain(e.getMessage());
    } else {
      terminal.complain(e);
    }
    return ExitStatus.BAD_INPUT;
  }
}
