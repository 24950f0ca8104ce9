package epcheck.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How much of a run is done, and how long the rest takes.
 *
 * <p>A search is as large as the number of states on record for it. One that has more states than
 * that is of a size that nobody knows, and so is the whole run until it ends. A search that starts
 * over loses what it has done, but not the time that this took: the rate is that of all states that
 * were met in this run, the part that is done only of those that still count.
 */
final class Forecast {
  /** Before that the rate is one of loading and compiling classes. */
  private static final double TOO_EARLY_SECONDS = 3;

  /** One search goes on as it began; of several some are ten times as fast as others. */
  private static final double TOO_LITTLE_OF_SEVERAL = 0.1;

  /** A search that is running. */
  static final class Search {
    final String name;

    /** How many states it has, or 0 if nobody knows. */
    final long size;

    long states;

    /** What it has when it is first heard of may be from an earlier run. */
    private boolean heardOf;

    private Search(String name, long size) {
      this.name = name;
      this.size = size;
    }

    /** It may yet turn out to be as large as expected. */
    boolean hasSize() {
      return size > 0 && states <= size;
    }
  }

  private final long total;
  private final double tooLittle;
  private final List<Search> running = new ArrayList<>();
  private long finished;
  private long met;

  /**
   * @param sizes how many states each search has, or 0 if nobody knows
   */
  Forecast(List<Long> sizes) {
    this.total = sizes.contains(0L) ? 0 : sizes.stream().mapToLong(Long::longValue).sum();
    this.tooLittle = sizes.size() > 1 ? TOO_LITTLE_OF_SEVERAL : 0;
  }

  Search begin(String name, long size) {
    Search search = new Search(name, size);
    running.add(search);
    return search;
  }

  /** It has so many states now. */
  void reached(Search search, long states) {
    if (search.heardOf) {
      met += states < search.states ? states : states - search.states;
    }
    search.heardOf = true;
    search.states = states;
  }

  /** It is over, and done with even if it has not visited all states. */
  void end(String name) {
    running.stream().filter(search -> search.name.equals(name)).findFirst().ifPresent(this::end);
  }

  private void end(Search search) {
    running.remove(search);
    finished += search.size;
    met += Math.max(0, search.size - search.states);
  }

  boolean isRunning(Search search) {
    return running.contains(search);
  }

  /** The part of all searches' states that is done, from 0 to 1, if it is known. */
  OptionalDouble done() {
    return total > 0 && running.stream().allMatch(Search::hasSize)
        ? OptionalDouble.of((double) covered() / total)
        : OptionalDouble.empty();
  }

  /** How long the rest takes if it goes on as it went so far; nothing if that says little. */
  OptionalDouble secondsLeft(double secondsSoFar) {
    OptionalDouble done = done();
    boolean tooEarly = secondsSoFar < TOO_EARLY_SECONDS || met == 0 || done.orElse(0) < tooLittle;
    return done.isEmpty() || tooEarly
        ? OptionalDouble.empty()
        : OptionalDouble.of((total - covered()) * secondsSoFar / met);
  }

  private long covered() {
    return finished + running.stream().mapToLong(search -> search.states).sum();
  }
}
