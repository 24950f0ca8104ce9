package epcheck.reproduce;

import epcheck.kernel.Model;
import epcheck.report.Case;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A case in which the schedule of a report may be found.
 *
 * @param title what the patches of the case do, or an empty string
 * @param recorded the keys of all violations that it has; empty if that is not known
 * @param slow it takes more than a few seconds
 */
public record Target(
    Case what, String title, Supplier<Model> model, Optional<List<String>> recorded, boolean slow) {
  public Target {
    recorded = recorded.map(List::copyOf);
  }

  /**
   * How much what is recorded of it looks like a goal. 0 if it has nothing of the kind; where
   * nothing is recorded it is 1.
   */
  int nearness(Goal goal, Vocabulary vocabulary) {
    return recorded
        .map(keys -> keys.stream().mapToInt(key -> nearness(key, goal, vocabulary)).max().orElse(0))
        .orElse(1);
  }

  private static int nearness(String key, Goal goal, Vocabulary vocabulary) {
    int at = key.indexOf('@');
    String oracle = key.substring(0, at);
    Set<String> site =
        Stream.of(key.substring(at + 1).split(", | -> ")).collect(Collectors.toSet());
    if (goal.isLockCycle() && oracle.equals("lock-order")) {
      int common = (int) goal.parties().stream().filter(party -> isIn(site, party)).count();
      return common == site.size() ? 1 + 4 * common : 0;
    }
    if (!goal.oracles().contains(oracle)) {
      return 0;
    }
    return 1
        + 2
            * (int)
                goal.parties().stream()
                    .filter(p -> vocabulary.known(p.frames()).stream().anyMatch(site::contains))
                    .count();
  }

  private static boolean isIn(Set<String> locks, Party party) {
    return locks.stream().anyMatch(lock -> Vocabulary.isSame(lock, party.acquired()));
  }
}
