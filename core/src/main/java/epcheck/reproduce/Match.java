package epcheck.reproduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which party of a report is which actor of the model: as many as can be, each another one.
 *
 * <p>A task may stand for several links of a lock cycle: it waits at one of them, and has the locks
 * of those before it already. Lockdep tells the links apart, a deadlock does not.
 *
 * @param pairs one for each party, in order
 * @param rest the actors that are nobody in the report
 */
public record Match(List<Pair> pairs, List<Actor> rest) {
  /**
   * A party and who it is.
   *
   * @param actor empty if it is nobody
   * @param passed the actor has both locks of this link, and waits at another one
   */
  public record Pair(Party party, Optional<Actor> actor, boolean passed) {}

  public Match {
    pairs = List.copyOf(pairs);
    rest = List.copyOf(rest);
  }

  static Match of(List<Party> parties, List<Actor> actors, Vocabulary vocabulary) {
    return new Assignment(parties, actors, vocabulary).match();
  }

  /** Whether every party is somebody. */
  boolean isComplete() {
    return !pairs.isEmpty() && matched() == pairs.size();
  }

  int matched() {
    return (int) pairs.stream().filter(pair -> pair.actor().isPresent()).count();
  }

  private static boolean fits(Party party, Actor actor, Vocabulary vocabulary) {
    if (party.isToldByLocks()) {
      return Vocabulary.isSame(actor.acquired(), party.acquired())
          && (actor.synchronizes() || !party.synchronizes())
          && actor.holding().stream().anyMatch(held -> Vocabulary.isSame(held, party.held()));
    }
    return actor.waitsAs(party.waits())
        && (hasInOrder(actor, party, vocabulary) || isSomewhereIn(actor, party, vocabulary));
  }

  /** Who goes round may be met in whatever it calls on its way. */
  private static boolean isSomewhereIn(Actor actor, Party party, Vocabulary vocabulary) {
    return actor.retries()
        && !actor.stack().isEmpty()
        && hasInOrder(vocabulary.known(party.frames()), actor.stack());
  }

  /** Whether an actor is in all functions of a party that the model knows, in the same order. */
  static boolean hasInOrder(Actor actor, Party party, Vocabulary vocabulary) {
    List<String> known = vocabulary.known(party.frames());
    return hasInOrder(actor.stack(), withoutCallers(known, actor.stack()));
  }

  /**
   * A task of a scenario begins where it matters: who called it there, a thread's main function
   * mostly, is in the report only.
   */
  private static List<String> withoutCallers(List<String> known, List<String> stack) {
    int begin = stack.isEmpty() ? -1 : known.lastIndexOf(stack.get(stack.size() - 1));
    boolean callers =
        begin >= 0 && known.subList(begin + 1, known.size()).stream().noneMatch(stack::contains);
    return callers ? known.subList(0, begin + 1) : known;
  }

  private static boolean hasInOrder(List<String> stack, List<String> functions) {
    int at = 0;
    for (String function : stack) {
      if (at < functions.size() && function.equals(functions.get(at))) {
        at++;
      }
    }
    return at == functions.size();
  }

  /**
   * Assigns by augmenting paths: a hung machine may report many tasks, and to try all ways would
   * take for ever. Who comes first in the report is never given up for one who comes later.
   */
  private static final class Assignment {
    private static final int NOBODY = -1;

    private final List<Party> parties;
    private final List<Actor> actors;
    private final List<List<Integer>> candidates;
    private final int[] partyOf;

    Assignment(List<Party> parties, List<Actor> actors, Vocabulary vocabulary) {
      this.parties = parties;
      this.actors = actors;
      this.candidates = parties.stream().map(party -> candidates(party, vocabulary)).toList();
      this.partyOf = new int[actors.size()];
      Arrays.fill(partyOf, NOBODY);
    }

    /** Those whom a party may be; of a lock cycle, first those with the same call chain. */
    private List<Integer> candidates(Party party, Vocabulary vocabulary) {
      return IntStream.range(0, actors.size())
          .boxed()
          .filter(a -> fits(party, actors.get(a), vocabulary))
          .sorted(Comparator.comparing(a -> !hasInOrder(actors.get(a), party, vocabulary)))
          .toList();
    }

    Match match() {
      for (int party = 0; party < parties.size(); party++) {
        assign(party, new boolean[actors.size()]);
      }
      List<Pair> pairs = new ArrayList<>();
      for (int party = 0; party < parties.size(); party++) {
        pairs.add(pair(party));
      }
      List<Actor> rest =
          IntStream.range(0, actors.size())
              .filter(a -> partyOf[a] == NOBODY)
              .mapToObj(actors::get)
              .toList();
      return new Match(pairs, rest);
    }

    private boolean assign(int party, boolean[] tried) {
      for (int actor : candidates.get(party)) {
        if (!tried[actor]) {
          tried[actor] = true;
          if (partyOf[actor] == NOBODY || assign(partyOf[actor], tried)) {
            partyOf[actor] = party;
            return true;
          }
        }
      }
      return false;
    }

    private Pair pair(int party) {
      for (int actor = 0; actor < partyOf.length; actor++) {
        if (partyOf[actor] == party) {
          return new Pair(parties.get(party), Optional.of(actors.get(actor)), false);
        }
      }
      Optional<Actor> passed =
          IntStream.range(0, partyOf.length)
              .filter(a -> partyOf[a] != NOBODY && actors.get(a).hasPassed(parties.get(party)))
              .mapToObj(actors::get)
              .findFirst();
      return new Pair(parties.get(party), passed, passed.isPresent());
    }
  }
}
