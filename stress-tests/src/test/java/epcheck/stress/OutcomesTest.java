package epcheck.stress;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.kernel.Outcome;
import epcheck.stress.primitives.ByHand;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * What a JCStress test allows is what the explorer proves to be possible, and all of that.
 *
 * <p>An outcome that breaks a rule is interesting. So is, where the explorer has found a violation
 * that real threads cannot notice as it happens, whatever that violation led to.
 */
class OutcomesTest {
  @TestFactory
  Stream<DynamicTest> theOutcomesOfATestAreThoseOfTheExplorer() {
    return TestList.tests().stream()
        .sorted()
        .map(name -> DynamicTest.dynamicTest(name, () -> compare(TestList.getInfo(name))));
  }

  private static void compare(TestInfo test) throws Exception {
    Class<?> type = Class.forName(test.binaryName());
    assumeFalse(type.isAnnotationPresent(ByHand.class), "there is no model");
    Model model = ((Sample) type.getConstructor().newInstance()).model();
    Explorer explorer = new Explorer(model, Options.DEFAULT.withoutMinimizing());
    Set<String> possible = explorer.outcomes();
    Verdict verdict = explorer.run(Progress.NONE);
    Set<String> wrong = new TreeSet<>();
    for (Verdict.Violation violation : verdict.violations()) {
      wrong.add(Outcome.ofBug(violation.finding().oracle(), violation.finding().text()));
    }
    Set<String> unexplored = new TreeSet<>(unexplored(type));

    Set<String> expected = new TreeSet<>(possible);
    expected.addAll(unexplored);
    Set<String> allowed = ids(test, ACCEPTABLE);
    allowed.addAll(ids(test, ACCEPTABLE_INTERESTING));
    assertThat(allowed).as("allowed by the test").isEqualTo(expected);
    assertThat(common(possible, unexplored)).as("@Unexplored, but explored").isEmpty();
    assertThat(common(ids(test, ACCEPTABLE), wrong)).as("ACCEPTABLE, but wrong").isEmpty();
    if (verdict.result() == Verdict.Result.PROVED) {
      assertThat(ids(test, ACCEPTABLE_INTERESTING)).as("interesting").isEqualTo(unexplored);
    }
    assertThat(ids(test, FORBIDDEN)).as("forbidden: all others").containsExactly(".*");
  }

  private static Set<String> common(Set<String> a, Set<String> b) {
    Set<String> both = new TreeSet<>(a);
    both.retainAll(b);
    return both;
  }

  private static Set<String> ids(TestInfo test, Expect expect) {
    return test.cases().stream()
        .filter(c -> c.expect() == expect)
        .map(StateCase::matchPattern)
        .collect(toCollection(TreeSet::new));
  }

  private static Collection<String> unexplored(Class<?> type) {
    Unexplored annotation = type.getAnnotation(Unexplored.class);
    return annotation == null ? Set.of() : Arrays.asList(annotation.outcomes());
  }
}
