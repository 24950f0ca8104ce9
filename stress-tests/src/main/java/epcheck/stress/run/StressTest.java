package epcheck.stress.run;

import epcheck.stress.Canary;
import epcheck.stress.Smoke;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;

/**
 * A JCStress test.
 *
 * @param name without its package, for example {@code ReclaimVsOom.V5}
 * @param group the last part of its package
 * @param fault what a canary must show; empty if this is none
 * @param smoke whether {@code mvn verify} runs it
 */
record StressTest(TestInfo info, String name, String group, Optional<String> fault, boolean smoke) {

  static StressTest of(TestInfo info) {
    Class<?> type;
    try {
      type = Class.forName(info.binaryName(), false, StressTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("JCStress lists a test that is not there", e);
    }
    String home = type.getPackageName();
    Optional<String> fault =
        Optional.ofNullable(type.getAnnotation(Canary.class)).map(Canary::value);
    return new StressTest(
        info,
        info.name().substring(home.length() + 1),
        home.substring(home.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT),
        fault,
        fault.isPresent() || type.isAnnotationPresent(Smoke.class));
  }

  int actors() {
    return info.threads();
  }

  /**
   * What the test says about an outcome: an identifier that is spelled the same counts before a
   * regular expression that matches, and the first of several. What nothing matches, nobody
   * expected.
   */
  Sighting grade(String outcome, long count) {
    StateCase known =
        info.cases().stream()
            .filter(each -> each.matchesExactly(outcome))
            .findFirst()
            .or(() -> info.cases().stream().filter(each -> each.matches(outcome)).findFirst())
            .orElseGet(info::unmatched);
    return new Sighting(outcome, known.expect(), count, known.description());
  }
}
