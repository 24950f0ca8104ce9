package epcheck.live;

import epcheck.kernel.Kernel.Rule;
import java.util.Set;

/**
 * What becomes of rules in the middle of a step: nothing. A rule looks at many variables in one
 * instant, between two steps; on real threads there is no such instant. It would see the others
 * half-way through a step and raise false alarms, and its reads would order the accesses around
 * them. The explorer checks rules; here the final state is checked, once all tasks are done.
 */
class LiveRules {
  void observe(Rule rule) {}

  void require(Rule rule) {}

  /** The names of the rules that were found broken, and the execution went on. */
  Set<String> observed() {
    return Set.of();
  }
}
