package epcheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code epcheck stress}, a program of its own in a module above this one: the launcher runs it in
 * place of this one. Here it only says where it is.
 */
@Command(
    name = "stress",
    header = "Runs the driver and the primitives on real threads: the JCStress tests.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck stress [OPTION]... [TEST]...")
final class StressCommand implements Callable<Integer> {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws BadInput {
    throw new BadInput(
        "the stress tests have a jar of their own, stress-tests/target/stress-tests.jar\n"
            + ("in a clone, './epcheck stress " + String.join(" ", arguments)).strip()
            + "' builds and runs it");
  }
}
