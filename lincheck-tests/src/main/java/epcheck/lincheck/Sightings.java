package epcheck.lincheck;

import epcheck.kernel.Model;
import epcheck.live.LiveExecution;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What Lincheck makes of a model: it begins and ends every invocation here, which is code that
 * Lincheck leaves alone.
 */
public final class Sightings {
  /**
   * An outcome.
   *
   * @param first the number of the invocation that first had it, from 1
   * @param after from the beginning of the first invocation
   * @param times how many invocations had it
   */
  record Sighting(boolean violation, long first, Duration after, long times) {
    Sighting again() {
      return new Sighting(violation, first, after, times + 1);
    }
  }

  private final Model model;
  private final Map<String, Sighting> outcomes = new TreeMap<>();
  private final Map<String, Sighting> observed = new TreeMap<>();
  private final Predicate<Sighting> enough;
  private long invocations;
  private long began;
  private long last;

  /**
   * @param enough the outcome after which Lincheck is to stop, and show its trace
   */
  Sightings(Model model, Predicate<Sighting> enough) {
    this.model = model;
    this.enough = enough;
  }

  /** The names of the tasks. */
  List<String> tasks() {
    return LiveExecution.scheduled(model).tasks();
  }

  /** An execution that has not begun. */
  LiveExecution begin() {
    if (invocations++ == 0) {
      DriverClasses.instrument();
      began = System.nanoTime();
    }
    last = System.nanoTime();
    return LiveExecution.scheduled(model);
  }

  /** Looks at one whose tasks are done; false if Lincheck is to stop. */
  boolean end(LiveExecution execution) {
    last = System.nanoTime();
    boolean stop = saw(outcomes, execution.outcome(), execution.isViolated());
    for (String rule : execution.observed()) {
      stop |= saw(observed, rule, true);
    }
    return !stop;
  }

  private boolean saw(Map<String, Sighting> kind, String what, boolean violation) {
    Sighting first = new Sighting(violation, invocations, elapsed(), 1);
    return enough.test(kind.merge(what, first, (earlier, now) -> earlier.again()));
  }

  /** The invocation that was begun last, if it never ended. */
  Sighting unended() {
    return new Sighting(true, invocations, elapsed(), 1);
  }

  /** By outcome. */
  Map<String, Sighting> outcomes() {
    return Collections.unmodifiableMap(outcomes);
  }

  /** By rule: those that were broken on the way to some outcome. */
  Map<String, Sighting> observed() {
    return Collections.unmodifiableMap(observed);
  }

  long invocations() {
    return invocations;
  }

  /** Without the time that Lincheck takes to begin. */
  Duration elapsed() {
    return Duration.ofNanos(last - began);
  }

  /** What Lincheck prints for an argument. */
  @Override
  public String toString() {
    return "model";
  }
}
