package epcheck.reproduce;

import epcheck.dmesg.Wait;
import epcheck.explore.DataRace;
import epcheck.explore.Finding;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUse;
import epcheck.explore.TakenLock;
import epcheck.explore.Waiting;
import java.util.List;
import java.util.stream.Stream;

/**
 * One who is involved in a finding of the model, on the model's side of a {@link Party}.
 *
 * @param task its name
 * @param statement what it waits in, {@code cpu_relax()} if it goes round, or an empty string
 * @param acquired the lock class that it waits for or takes, as the model names it, or empty
 * @param synchronizes it waits for all readers of that
 * @param holding the classes that it holds meanwhile
 * @param stack the kernel functions, innermost first
 */
public record Actor(
    String task,
    String statement,
    String acquired,
    boolean synchronizes,
    List<String> holding,
    List<String> stack) {
  private static final String RETRY = "cpu_relax()";
  private static final String SYNCHRONIZE_SRCU = "synchronize_srcu(";

  public Actor {
    holding = List.copyOf(holding);
    stack = List.copyOf(stack);
  }

  /** All of a finding: the tasks that wait for each other, or the one that went wrong. */
  static List<Actor> of(Finding finding) {
    return finding.waiting().isEmpty()
        ? List.of(new Actor("", "", "", false, List.of(), finding.stack()))
        : finding.waiting().stream().map(Actor::of).toList();
  }

  private static Actor of(Waiting waiting) {
    return new Actor(
        waiting.task(),
        waiting.statement().isEmpty() ? RETRY : waiting.statement(),
        waiting.lock(),
        waiting.statement().startsWith(SYNCHRONIZE_SRCU),
        waiting.holding(),
        waiting.stack());
  }

  /** The edges of a lock cycle. */
  static List<Actor> of(LockCircle circle) {
    return circle.edges().stream().map(Actor::of).toList();
  }

  static Actor of(LockEdge edge) {
    TakenLock acquired = edge.acquired();
    return new Actor(
        edge.task(),
        "",
        acquired.lock().name(),
        acquired.use() == LockUse.SYNCHRONIZE,
        List.of(edge.held().lock().name()),
        acquired.stack());
  }

  /** The two accesses of a data race. */
  static List<Actor> of(DataRace race) {
    return Stream.of(race.first(), race.second())
        .map(access -> new Actor(access.task(), "", "", false, List.of(), access.stack()))
        .toList();
  }

  /** Whether it goes round for ever, rather than being blocked. */
  boolean retries() {
    return statement.equals(RETRY);
  }

  /** Whether it has both locks of a link, taken in the order of the link. */
  boolean hasPassed(Party link) {
    if (!link.isToldByLocks() || link.synchronizes()) {
      return false;
    }
    boolean outer = false;
    for (String lock : holding) {
      if (outer && Vocabulary.isSame(lock, link.acquired())) {
        return true;
      }
      outer |= Vocabulary.isSame(lock, link.held());
    }
    return false;
  }

  /** Whether what it waits in is what a report says; it may say nothing of that. */
  boolean waitsAs(Wait wait) {
    return switch (wait) {
      case MUTEX -> statement.startsWith("mutex_lock(");
      case RWSEM_READ -> statement.startsWith("down_read(");
      case RWSEM_WRITE -> statement.startsWith("down_write");
      case SRCU_GRACE_PERIOD -> statement.startsWith(SYNCHRONIZE_SRCU);
      case SPINLOCK -> statement.startsWith("spin_lock(");
      case WORK_FLUSH -> statement.startsWith("cancel_work_sync(");
      case RCU_GRACE_PERIOD -> false;
      case COMPLETION, OTHER -> true;
    };
  }
}
