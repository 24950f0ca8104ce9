package epcheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code epcheck lincheck}, a program of its own in a module above this one: the launcher runs it
 * in place of this one. Here it only says where it is.
 */
@Command(
    name = "lincheck",
    header = "Runs scenarios under Lincheck too, and holds its outcomes against the explorer's.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck lincheck [OPTION]... [SCENARIO]...")
final class LincheckCommand implements Callable<Integer> {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws BadInput {
    throw new BadInput(
        "the comparison with Lincheck has a jar of its own, lincheck-tests/target/lincheck-tests.jar\n"
            + ("in a clone, './epcheck lincheck " + String.join(" ", arguments)).strip()
            + "' builds and runs it");
  }
}
