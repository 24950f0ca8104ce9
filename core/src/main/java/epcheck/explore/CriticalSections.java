package epcheck.explore;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How long locks are held: the longest section of each lock class that a search has come past,
 * those of readers and of writers apart, in steps of the holder, from the one that acquires to the
 * one that releases. A section within one step has the length 1; a wait takes no steps. Where a
 * writer downgrades one section ends and another one begins. A section that never ends has no
 * length: it is a deadlock, or a lock that is held on return, and told as such.
 *
 * <p><b>A length is a function of the state.</b> Which operations of a task begin a step is fixed
 * by their kind and slot, and the task's log says of each in which step it was ({@link
 * Task#beginStep}). So the length of a section, when it ends, can be read off the log, which is
 * part of the state.
 *
 * <p><b>So no pruning loses a longer one.</b> A state that is not expanded again was expanded
 * before, with the same logs, and whatever ended there had the same length. A step that a sleep set
 * prunes was taken from another state with the same log of its task, and all steps in between were
 * independent of it; so it ended the same sections there.
 *
 * <p><b>Retry loops</b> are the exception: a task forgets the passes of a loop that start over, and
 * two executions that differ in these are in the same state. They are not counted here either: a
 * loop is as long as its last pass, as if it had been entered then, with what is held now held
 * since before it. Where a lock is held meanwhile that is told, since its section may be longer
 * than any number.
 */
final class CriticalSections {
  /** The longest section so far of a lock class, of its writers or of its readers. */
  static final class Longest {
    private final LockClass lock;
    private final LockUse use;
    private int steps;

    /** It was held when a loop started over. */
    private boolean loops;

    private Task task;
    private int slot;

    /** The steps up to its end; null until the search has told them. */
    private int[] schedule;

    private Longest(LockClass lock, LockUse use) {
      this.lock = lock;
      this.use = use;
    }

    int steps() {
      return steps;
    }

    boolean loops() {
      return loops;
    }

    LockUse use() {
      return use;
    }

    /** The slot of the lock. */
    int slot() {
      return slot;
    }
  }

  /** In which kernel functions the sections began that a task has at one lock. */
  private static final class Beginnings implements StepListener {
    private final Task task;
    private final int slot;
    private final Deque<List<String>> open = new ArrayDeque<>();
    private List<String> ofLastEnded = List.of();

    Beginnings(Longest section) {
      task = section.task;
      slot = section.slot;
    }

    @Override
    public void performed(Task by, int signature, int observed, int left) {
      if (by == task && Op.slot(signature) == slot) {
        Op op = Op.of(signature);
        if (op.endsSection() && !open.isEmpty()) {
          ofLastEnded = open.pop();
        }
        if (op.beginsSection(observed)) {
          open.push(KernelStack.capture());
        }
      }
    }
  }

  // By class and use, readers after writers.
  private Longest[] longest = {};

  private final Journal journal;

  CriticalSections(Journal journal) {
    this.journal = journal;
  }

  /** The last operation in the log of a task ends a section at a lock of this class. */
  void end(Task task, LockClass lock, LockUse use) {
    int end = task.top - 1;
    int begin = beginning(task, end);
    if (begin < 0) {
      return;
    }
    int steps = task.step[end] - task.step[begin] + 1;
    Longest known = of(lock, use);
    if (steps > known.steps) {
      known.steps = steps;
      known.task = task;
      known.slot = Op.slot(task.signature[end]);
      known.schedule = null;
      journal.learned();
    }
  }

  /**
   * Where in the log the section begins that ends there: with the last acquisition that was not
   * given back since. -1 if it was in an earlier call, or in a pass of a loop that is forgotten.
   */
  private static int beginning(Task task, int end) {
    int slot = Op.slot(task.signature[end]);
    int inner = 0;
    for (int i = end - 1; i >= task.base; i--) {
      int signature = task.signature[i];
      if (Op.slot(signature) == slot) {
        Op op = Op.of(signature);
        if (op.beginsSection(task.observed[i]) && inner-- == 0) {
          return i;
        }
        inner += op.endsSection() ? 1 : 0;
      }
    }
    return -1;
  }

  /** A loop that the task is in starts over: what it holds meanwhile it may hold for ever. */
  void goRound(Task task) {
    List<HeldLocks.Held> held = task.held.list();
    for (int i = 0; i < held.size(); i++) {
      Longest section = of(held.get(i).lock().base, held.get(i).use());
      if (!section.loops) {
        section.loops = true;
        journal.learned();
      }
    }
  }

  private Longest of(LockClass lock, LockUse use) {
    int i = 2 * lock.index + (use.reads() ? 1 : 0);
    if (i >= longest.length) {
      longest = Arrays.copyOf(longest, 2 * i + 2);
    }
    if (longest[i] == null) {
      longest[i] = new Longest(lock, use);
    }
    return longest[i];
  }

  /** The search tells which steps have led to the end of the sections that are new. */
  void newsComesFrom(int[] schedule) {
    for (Longest section : longest) {
      if (section != null && section.steps > 0 && section.schedule == null) {
        section.schedule = schedule;
      }
    }
  }

  /** Starts over. */
  void forget() {
    longest = new Longest[0];
  }

  /** Hands over what was found, and starts over. What a search broke off within is left out. */
  List<Longest> take() {
    List<Longest> taken =
        Stream.of(longest)
            .filter(Objects::nonNull)
            .filter(section -> section.schedule != null)
            .toList();
    forget();
    return taken;
  }

  /**
   * For a verdict. Each is gone through again, to see in which kernel functions it began: the
   * machine is somewhere else afterwards.
   */
  static List<LockSection> told(List<Longest> found, Machine machine) {
    return found.stream().map(section -> told(section, machine)).toList();
  }

  private static LockSection told(Longest section, Machine machine) {
    Beginnings beginnings = new Beginnings(section);
    machine.play(section.schedule, beginnings);
    return new LockSection(
        new TakenLock(section.lock.told(), section.use, beginnings.ofLastEnded),
        section.task.name,
        section.steps,
        section.loops,
        Schedule.of(machine.slots.promoted(), section.schedule));
  }
}
