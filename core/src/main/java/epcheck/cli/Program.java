package epcheck.cli;

import epcheck.explore.ModelError;
import epcheck.scenario.Spelling;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A program of epcheck's, of one command or several. Whatever goes wrong, it says so in a line or
 * two and ends with an exit status of {@link ExitStatus}.
 */
public final class Program {
  private static final int HELP_WIDTH = 110;

  private final Terminal terminal;
  private final CommandLine line;

  public Program(Terminal terminal, CommandLine line) {
    this.terminal = terminal;
    this.line =
        line.setOut(terminal.out())
            .setErr(terminal.err())
            .setUsageHelpWidth(HELP_WIDTH)
            .setColorScheme(
                Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF))
            .setParameterExceptionHandler((e, args) -> wrongUsage(e))
            .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
  }

  /** Runs a command line and returns the exit status. */
  public int run(String... args) {
    try {
      return line.execute(args);
    } catch (RuntimeException | Error e) {
      terminal.complain(e);
      return ExitStatus.BAD_INPUT;
    }
  }

  private int wrongUsage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.complain(what(e) + "\nTry '" + command + " --help'.");
    return ExitStatus.BAD_INPUT;
  }

  private static String what(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      boolean hasCommands = !e.getCommandLine().getSubcommands().isEmpty();
      String kind =
          unmatched.isUnknownOption()
              ? "unknown option"
              : hasCommands ? "unknown command" : "unexpected argument";
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
