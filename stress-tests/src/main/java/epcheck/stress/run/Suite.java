package epcheck.stress.run;

import epcheck.cli.BadInput;
import epcheck.scenario.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jcstress.infra.runners.TestList;

/** The tests that there are. */
record Suite(List<StressTest> tests) {
  private static final int MOST = 3;

  Suite {
    tests =
        tests.stream()
            .sorted(Comparator.comparing(StressTest::group).thenComparing(StressTest::name))
            .toList();
  }

  /** Those that JCStress's annotation processor found. */
  static Suite shipped() {
    return new Suite(TestList.tests().stream().map(TestList::getInfo).map(StressTest::of).toList());
  }

  /** Those that {@code mvn verify} runs. */
  Suite smoke() {
    return new Suite(tests.stream().filter(StressTest::smoke).toList());
  }

  /**
   * Some of them, or all if none is named.
   *
   * @param names a test, or a class whose nested classes are tests
   */
  Suite named(Collection<String> names) throws BadInput {
    if (names.isEmpty()) {
      return this;
    }
    Set<StressTest> chosen = new LinkedHashSet<>();
    for (String name : names) {
      List<StressTest> meant =
          tests.stream()
              .filter(test -> test.name().equals(name) || test.name().startsWith(name + "."))
              .toList();
      if (meant.isEmpty()) {
        throw new BadInput("unknown test '" + name + "'" + hint(name));
      }
      chosen.addAll(meant);
    }
    return new Suite(new ArrayList<>(chosen));
  }

  private String hint(String name) {
    Set<String> known = new TreeSet<>();
    for (StressTest test : tests) {
      known.add(test.name());
      int dot = test.name().indexOf('.');
      if (dot > 0) {
        known.add(test.name().substring(0, dot));
      }
    }
    List<String> near = Spelling.near(name, known);
    if (near.isEmpty()) {
      near = known.stream().filter(each -> each.endsWith("." + name)).limit(MOST).toList();
    }
    return near.isEmpty()
        ? "; see 'epcheck stress --list'"
        : "; did you mean " + String.join(" or ", near) + "?";
  }
}
