package epcheck.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which party of a report is which actor of the model: as many as can be, each another one. There
 * are few of them, so all ways are tried.
 *
 * @param pairs one for each party, in order
 * @param rest the actors that are nobody in the report
 */
public record Match(List<Pair> pairs, List<Actor> rest) {
  /**
   * A party and who it is.
   *
   * @param actor empty if it is nobody
   */
  public record Pair(Party party, Optional<Actor> actor) {}

  /** More than this are not tried: of many that wait for one lock all are the same. */
  private static final int MAX_PARTIES = 12;

  public Match {
    pairs = List.copyOf(pairs);
    rest = List.copyOf(rest);
  }

  static Match of(List<Party> parties, List<Actor> actors, Vocabulary vocabulary) {
    List<Party> few = parties.subList(0, Math.min(parties.size(), MAX_PARTIES));
    return best(few, new ArrayList<>(actors), vocabulary);
  }

  /** Whether every party is somebody. */
  boolean isComplete() {
    return !pairs.isEmpty() && matched() == pairs.size();
  }

  int matched() {
    return (int) pairs.stream().filter(pair -> pair.actor().isPresent()).count();
  }

  private static Match best(List<Party> parties, List<Actor> actors, Vocabulary vocabulary) {
    if (parties.isEmpty()) {
      return new Match(List.of(), actors);
    }
    Party first = parties.get(0);
    List<Party> others = parties.subList(1, parties.size());
    Match best = null;
    for (Actor actor : List.copyOf(actors)) {
      if (fits(first, actor, vocabulary)) {
        List<Actor> left = new ArrayList<>(actors);
        left.remove(actor);
        best = better(best, best(others, left, vocabulary).with(first, Optional.of(actor)));
        if (best.isComplete()) {
          return best;
        }
      }
    }
    return better(best, best(others, actors, vocabulary).with(first, Optional.empty()));
  }

  private static Match better(Match one, Match other) {
    return one != null && one.matched() >= other.matched() ? one : other;
  }

  private Match with(Party party, Optional<Actor> actor) {
    List<Pair> all = new ArrayList<>(List.of(new Pair(party, actor)));
    all.addAll(pairs);
    return new Match(all, rest);
  }

  private static boolean fits(Party party, Actor actor, Vocabulary vocabulary) {
    if (party.isToldByLocks()) {
      return Vocabulary.isSame(actor.acquired(), party.acquired())
          && (actor.synchronizes() || !party.synchronizes())
          && actor.holding().stream().anyMatch(held -> Vocabulary.isSame(held, party.held()));
    }
    return actor.waitsAs(party.waits()) && hasInOrder(actor, party, vocabulary);
  }

  /** Whether an actor is in all functions of a party that the model knows, in the same order. */
  static boolean hasInOrder(Actor actor, Party party, Vocabulary vocabulary) {
    int at = 0;
    List<String> known = vocabulary.known(party.frames());
    for (String function : actor.stack()) {
      if (at < known.size() && function.equals(known.get(at))) {
        at++;
      }
    }
    return at == known.size();
  }
}
