package epcheck.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** In which kernel functions the tasks of one execution have taken their locks. */
final class Acquisitions implements StepListener {
  private record Acquisition(Task task, LockClass lock, int depth, List<String> stack) {}

  private final Machine machine;
  private final List<Acquisition> all = new ArrayList<>();

  Acquisitions(Machine machine) {
    this.machine = machine;
  }

  @Override
  public void changedHeld(Task task, LockClass lock, LockChange change) {
    if (change.takes()) {
      all.add(new Acquisition(task, lock, machine.depth(), KernelStack.capture()));
    }
  }

  /**
   * What its task held when this execution took an edge. Of several acquisitions of a class the
   * last ones are those of which it still held the lock.
   */
  List<TakenLock> holding(LockOrder.Edge edge) {
    Deque<TakenLock> holding = new ArrayDeque<>();
    int i = all.size();
    for (int h = edge.holding.size() - 1; h >= 0; h--) {
      HeldLocks.Held held = edge.holding.get(h);
      do {
        i--;
      } while (i >= 0 && !isOf(edge, held.lock(), all.get(i)));
      List<String> stack = i < 0 ? List.of() : all.get(i).stack;
      holding.addFirst(new TakenLock(held.lock().told(), held.use(), stack));
    }
    return List.copyOf(holding);
  }

  private static boolean isOf(LockOrder.Edge edge, LockClass lock, Acquisition a) {
    return a.task == edge.task && a.lock == lock && a.depth < edge.depth;
  }
}
