package epcheck.explore;

import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import java.util.List;

/**
 * What is explored: an initial state, the tasks that run in it, and the rules that they must not
 * break.
 */
@FunctionalInterface
public interface Model {

  /** Builds the initial state and declares tasks and rules; called once for each exploration. */
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

    /**
     * An observation of a final state, for comparing the outcomes of one tool with another's; null
     * to leave out.
     */
    default void outcome(java.util.function.Supplier<String> outcome) {}
  }
}
