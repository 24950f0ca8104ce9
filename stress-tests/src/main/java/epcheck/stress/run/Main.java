package epcheck.stress.run;

import epcheck.cli.Program;
import epcheck.cli.Terminal;
import java.util.function.Function;
import picocli.CommandLine;

/** The program: {@code ./epcheck stress}, or {@code java -jar stress-tests.jar}. */
public final class Main {
  private final Terminal terminal;
  private final Suite suite;
  private final Function<Effort, Harness> harness;

  Main(Terminal terminal, Suite suite, Function<Effort, Harness> harness) {
    this.terminal = terminal;
    this.suite = suite;
    this.harness = harness;
  }

  public static void main(String[] args) {
    // Else forks outlive a parent that is told to end.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(new Main(Terminal.system(), Suite.shipped(), Jcstress::probe).run(args));
  }

  /** Runs a command line and returns the exit status. */
  int run(String... args) {
    CommandLine line = new CommandLine(new StressCommand(terminal, suite, harness));
    return new Program(terminal, line).run(args);
  }
}
