package epcheck.explore;

import java.util.ArrayList;
import java.util.List;

/** Runs a schedule from the initial state and retells it. */
final class Recorder implements StepListener {
  private final Machine machine;
  private final Onlooker onlooker;
  private final List<Trace.Event> events = new ArrayList<>();
  private int[] before = {};
  private boolean returned;
  private String blockedOn = "";
  private String firstFinding = "";
  private final Acquisitions acquisitions;
  private final Lasso lasso;

  Recorder(Machine machine) {
    this(machine, Onlooker.NOBODY);
  }

  Recorder(Machine machine, Onlooker onlooker) {
    this.machine = machine;
    this.onlooker = onlooker;
    this.acquisitions = new Acquisitions(machine);
    this.lasso = new Lasso(machine);
  }

  /**
   * Plays the schedule on the machine, which is in its initial state and ends up in the schedule's
   * last one.
   *
   * @throws ModelError if a step of the schedule is not possible: it was made for another model
   */
  Trace play(int[] schedule) {
    List<String> names = new ArrayList<>();
    for (int t = 0; t < machine.taskCount(); t++) {
      names.add(machine.task(t).name);
    }
    List<Trace.Step> steps = new ArrayList<>();
    int last = -1;
    machine.listen(this);
    onlooker.look(machine.fingerprint());
    try {
      for (int i = 0; i < schedule.length; i++) {
        int t = schedule[i];
        int enabled = machine.enabled();
        if (t >= machine.taskCount() || (enabled >> t & 1) == 0) {
          throw new ModelError(
              "step "
                  + (i + 1)
                  + " of the schedule cannot be taken; it was made for another model");
        }
        boolean preempts =
            last >= 0 && last != t && (enabled >> last & 1) != 0 && !machine.betweenCalls(last);
        lasso.at(i, machine.fingerprint(), enabled);
        lasso.step(i, t);
        steps.add(step(machine.task(t), preempts));
        onlooker.look(machine.fingerprint());
        last = t;
        if (i < schedule.length - 1 && firstFinding.isEmpty() && !machine.warnings().isEmpty()) {
          firstFinding = machine.warnings().get(0).key();
        }
        if (machine.hasBug() && i < schedule.length - 1) {
          throw new ModelError(
              "the schedule goes on after step " + (i + 1) + ", which cannot be gone on from");
        }
      }
    } finally {
      machine.listen(null);
    }
    return new Trace(names, steps);
  }

  /** The livelock that the schedule's last step closes, or null. */
  Finding livelock() {
    return machine.depth() == 0 ? null : lasso.closedBy(machine.depth() - 1, machine.fingerprint());
  }

  /** The key of the first finding in the schedule, before its last step; empty if there is none. */
  String firstFinding() {
    return firstFinding;
  }

  private Trace.Step step(Task task, boolean preempts) {
    events.clear();
    returned = false;
    blockedOn = "";
    before = machine.memory.snapshot();
    String call = task.callName();
    machine.step(task.id);
    List<String> held = new ArrayList<>();
    for (HeldLock lock : machine.slots.locks()) {
      if (lock.heldBy(task)) {
        held.add(lock.name());
      }
    }
    return new Trace.Step(task.id, call, events, held, blockedOn, returned, preempts);
  }

  @Override
  public void performed(Task task, int signature, int observed, int left) {
    Op op = Op.of(signature);
    int slot = Op.slot(signature);
    String object = machine.slots.name(slot);
    String statement = machine.slots.describe(signature);
    String value = "";
    String old = "";
    switch (op) {
      case READ, READ_ONCE -> value = machine.slots.print(slot, observed);
      case WRITE, WRITE_ONCE -> {
        value = machine.slots.print(slot, left);
        old = machine.slots.print(slot, before[slot]);
      }
      case KREF_GET, KREF_PUT, ADD_RETURN -> {
        value = Integer.toString(left);
        old = Integer.toString(before[slot]);
      }
      case KREF_GET_UNLESS_ZERO -> {
        value = observed == 0 ? "0: false" : Integer.toString(left);
        old = observed == 0 ? "" : Integer.toString(before[slot]);
      }
      case TEST_BIT, SET_BIT, CLEAR_BIT, TEST_AND_SET_BIT -> {
        String bit = machine.slots.bitName(slot, observed >> 1);
        statement = Statement.ofBit(op, bit, object);
        value =
            op == Op.TEST_BIT || op == Op.TEST_AND_SET_BIT ? Integer.toString(observed & 1) : "";
      }
      case KZALLOC -> value = machine.slots.print(slot, observed);
      case SPIN_TRYLOCK, MUTEX_TRYLOCK, QUEUE_WORK, CANCEL_WORK_SYNC ->
          value = observed == 0 ? "false" : "true";
      case DOWN_WRITE, DOWN_WRITE_NESTED -> value = observed == 0 ? "queued" : "";
      default -> {
        // The statement says it all.
      }
    }
    before[slot] = machine.memory.peek(slot);
    events.add(new Trace.Event(op.name(), object, statement, value, old, KernelStack.capture()));
  }

  @Override
  public void changedHeld(Task task, LockClass lock, LockChange change) {
    acquisitions.changedHeld(task, lock, change);
  }

  /** In which kernel functions locks were taken. */
  Acquisitions acquisitions() {
    return acquisitions;
  }

  @Override
  public void stopped(Task task, int signature) {
    blockedOn = "";
    if (!task.condition.holds(task)) {
      blockedOn = machine.slots.describe(signature);
    }
  }

  @Override
  public void returned(Task task) {
    returned = true;
  }
}
