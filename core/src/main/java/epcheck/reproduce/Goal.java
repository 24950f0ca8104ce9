package epcheck.reproduce;

import java.util.List;
import java.util.Set;

/**
 * What a schedule has to do to be the one of a report.
 *
 * @param inWords for example {@code two tasks wait for ever}
 * @param oracles the rules of which it breaks one
 * @param parties those who are involved
 */
public record Goal(String inWords, Set<String> oracles, List<Party> parties) {
  public Goal {
    oracles = Set.copyOf(oracles);
    parties = List.copyOf(parties);
  }

  /** Whether it is about a cycle of lock classes rather than something that happened. */
  boolean isLockCycle() {
    return parties.stream().anyMatch(Party::isToldByLocks);
  }
}
