package epcheck.kernel;

import epcheck.kernel.Kernel.Rule;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is run: an initial state, the tasks that run in it, and the rules that they must not break.
 * The explorer runs it in every interleaving, {@code live} on real threads.
 */
@FunctionalInterface
public interface Model {

  /**
   * Builds the initial state and declares tasks and rules; called once for each exploration, and
   * once for each execution on real threads.
   */
  void build(Setup setup);

  /** Where a model declares itself. */
  interface Setup {
    Kernel kernel();

    /**
     * A thread that calls the entry points one after the other.
     *
     * @return its id, as in {@link epcheck.kernel.PerTask#of}
     */
    int task(String name, List<EntryPoint> calls);

    /** A rule that must hold in every state, between any two steps. */
    void always(Rule rule);

    /** A rule that must hold when all tasks are done. */
    void atEnd(Rule rule);

    /**
     * An event ({@link Kernel#event}) that must happen in some execution: a model in which it never
     * does proves nothing.
     */
    default void sometimes(String event) {}

    /** What is observed of a final state; see {@link Outcome}. */
    default void outcome(Supplier<String> outcome) {}
  }
}
