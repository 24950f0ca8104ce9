package epcheck.explore;

/** Hears how far a search is, a few times a second. */
@FunctionalInterface
public interface Progress {
  Progress NONE = (states, transitions, depth, seconds) -> {};

  void at(long states, long transitions, int depth, double seconds);
}
