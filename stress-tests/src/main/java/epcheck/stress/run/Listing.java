package epcheck.stress.run;

import java.util.ArrayList;
import java.util.List;

/** The tests, a line for each. */
final class Listing {
  private Listing() {}

  static List<String> lines(Suite suite) {
    int width = suite.tests().stream().mapToInt(test -> test.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (StressTest test : suite.tests()) {
      String name = test.name() + " ".repeat(width - test.name().length());
      lines.add(
          name
              + "  "
              + test.actors()
              + " actors  "
              + test.group()
              + test.fault().map(fault -> "; canary: " + fault).orElse(""));
    }
    return lines;
  }
}
