package epcheck.explore;

/** Looks at the model's own data structures between the steps of a schedule that is replayed. */
@FunctionalInterface
public interface Onlooker {
  Onlooker NOBODY = state -> {};

  /**
   * Comes before the first step and after each one. What reads the model here is unseen, as an
   * oracle is.
   *
   * @param state a fingerprint of the state: where it is that of an earlier state, everything is as
   *     it was then
   */
  void look(long state);
}
