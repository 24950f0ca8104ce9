package epcheck.reproduce;

import java.util.List;
import java.util.Set;

/**
 * What a schedule has to do to be the one of a report.
 *
 * @param inWords for example {@code two tasks wait for ever}
 * @param oracles the rules of which it breaks one
 * @param parties those who are involved
 * @param strangers those who are involved too, but in nothing that the model has
 */
public record Goal(
    String inWords, Set<String> oracles, List<Party> parties, List<Party> strangers) {
  public Goal {
    oracles = Set.copyOf(oracles);
    parties = List.copyOf(parties);
    strangers = List.copyOf(strangers);
  }

  /** One in which everybody may be in the model. */
  Goal(String inWords, Set<String> oracles, List<Party> parties) {
    this(inWords, oracles, parties, List.of());
  }

  /** The same, asking only for what the model has. */
  Goal within(Vocabulary vocabulary) {
    return new Goal(
        inWords,
        oracles,
        parties.stream().filter(vocabulary::mayKnow).toList(),
        parties.stream().filter(party -> !vocabulary.mayKnow(party)).toList());
  }

  /** Whether it is about a cycle of lock classes rather than something that happened. */
  boolean isLockCycle() {
    return parties.stream().anyMatch(Party::isToldByLocks);
  }
}
