package epcheck.explore;

import epcheck.kernel.Event;

/**
 * Whether an event happened in any execution so far.
 *
 * <p><b>No pruning loses one.</b> Whether a step comes past here depends on nothing but the task's
 * log and on what the step reads. A step that a sleep set prunes was taken from another state, with
 * the same log, and all steps in between were independent of it, so it read the same there and came
 * past the same events. A state that is not expanded again was expanded before with the same logs
 * and the same memory; of the steps that were asleep then the first argument holds. And since what
 * happened once can happen, it need not be forgotten when the search starts over.
 */
final class ExploredEvent implements Event {
  private final Machine machine;
  private boolean reached;

  ExploredEvent(Machine machine) {
    this.machine = machine;
  }

  @Override
  public void happened() {
    if (!reached && machine.performing()) {
      reached = true;
      machine.journal.learned();
    }
  }

  boolean isReached() {
    return reached;
  }
}
