package epcheck.live;

import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.KernelBug;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rules where one task runs at a time, and another one only where a step ends: they look, as under
 * the explorer.
 */
final class LiveRulesBetweenSteps extends LiveRules {
  private final Set<String> observed = new TreeSet<>();

  @Override
  void observe(Rule rule) {
    if (rule.breach() != null) {
      observed.add(rule.name());
    }
  }

  @Override
  void require(Rule rule) {
    String breach = rule.breach();
    if (breach != null) {
      throw new KernelBug(rule.name(), breach);
    }
  }

  @Override
  Set<String> observed() {
    return Collections.unmodifiableSet(observed);
  }
}
