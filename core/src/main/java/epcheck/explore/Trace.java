package epcheck.explore;

import java.util.List;

/**
 * An execution, retold: what each step did, in the kernel's words.
 *
 * @param tasks the names of all tasks, in order
 * @param steps the steps, in order
 */
public record Trace(List<String> tasks, List<Step> steps) {
  public Trace {
    tasks = List.copyOf(tasks);
    steps = List.copyOf(steps);
  }

  /**
   * One scheduling decision and what it led to.
   *
   * @param task which task ran: an index into {@link Trace#tasks}
   * @param call the entry point that it is in, for example {@code close(fd)}
   * @param events what it did, in order
   * @param held the locks that it holds after the step
   * @param blockedOn what it is about to wait for after the step, or an empty string
   * @param ends what the entry point or the task reached: a return to user space
   * @param preempts the step switches away from a task that could have gone on inside the kernel
   */
  public record Step(
      int task,
      String call,
      List<Event> events,
      List<String> held,
      String blockedOn,
      boolean ends,
      boolean preempts) {
    public Step {
      events = List.copyOf(events);
      held = List.copyOf(held);
    }
  }

  /**
   * One operation on shared memory.
   *
   * @param op its kind, for example {@code KREF_PUT}
   * @param object what it was performed on, as in C: {@code A->refcount}
   * @param statement as in C: {@code kref_put(&A->refcount)}
   * @param value what it saw or wrote, as text; empty if that says nothing
   * @param before what was there before, as text, if it changed; else empty
   * @param stack the kernel functions, innermost first
   */
  public record Event(
      String op, String object, String statement, String value, String before, List<String> stack) {
    public Event {
      stack = List.copyOf(stack);
    }

    /** The kernel function that did it, or an empty string. */
    public String function() {
      return stack.isEmpty() ? "" : stack.get(0);
    }
  }
}
