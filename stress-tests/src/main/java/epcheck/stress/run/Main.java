package epcheck.stress.run;

import epcheck.cli.BadInput;
import epcheck.cli.ExitStatus;
import epcheck.cli.Terminal;
import epcheck.scenario.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: {@code ./epcheck stress}, or {@code java -jar stress-tests.jar}. */
public final class Main {
  private static final int HELP_WIDTH = 110;

  private final Terminal terminal;
  private final Suite suite;
  private final Function<Effort, Harness> harness;

  Main(Terminal terminal, Suite suite, Function<Effort, Harness> harness) {
    this.terminal = terminal;
    this.suite = suite;
    this.harness = harness;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.system();
    // Else forks outlive a parent that is told to end.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    int status;
    try {
      status = new Main(terminal, Suite.shipped(), Jcstress::probe).run(args);
    } catch (RuntimeException | Error e) {
      terminal.complain(e);
      status = ExitStatus.BAD_INPUT;
    }
    System.exit(status);
  }

  /** Runs a command line and returns the exit status. */
  int run(String... args) {
    return new CommandLine(new StressCommand(terminal, suite, harness))
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler((e, given) -> wrongUsage(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e))
        .execute(args);
  }

  private int wrongUsage(ParameterException e) {
    terminal.complain(what(e) + "\nTry 'epcheck stress --help'.");
    return ExitStatus.BAD_INPUT;
  }

  private static String what(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String typed = unmatched.getUnmatched().get(0);
      List<String> near =
          Spelling.near(
              typed.replaceFirst("=.*", ""),
              unmatched.getCommandLine().getCommandSpec().optionsMap().keySet());
      return "unknown option '"
          + typed
          + "'"
          + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
    }
    String message = e.getMessage();
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private int failed(Exception e) {
    if (e instanceof BadInput) {
      terminal.complain(e.getMessage());
    } else {
      terminal.complain(e);
    }
    return ExitStatus.BAD_INPUT;
  }
}
