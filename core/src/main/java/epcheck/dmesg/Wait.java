package epcheck.dmesg;

import java.util.List;
import java.util.Locale;

/** For what a task waits. */
public enum Wait {
  /** A mutex. */
  MUTEX("mutex_lock", "__mutex_lock", "ww_mutex_lock", "__ww_mutex_lock"),
  /** A read-write semaphore, to read. */
  RWSEM_READ(
      "down_read",
      "__down_read",
      "rwsem_down_read",
      "call_rwsem_down_read",
      "percpu_down_read",
      "__percpu_down_read",
      "mmap_read_lock"),
  /** A read-write semaphore, to write. */
  RWSEM_WRITE(
      "down_write",
      "__down_write",
      "rwsem_down_write",
      "call_rwsem_down_write",
      "percpu_down_write",
      "mmap_write_lock"),
  /** All who are in a read-side section of an SRCU domain. */
  SRCU_GRACE_PERIOD("synchronize_srcu", "__synchronize_srcu", "srcu_barrier"),
  /** All who are in a read-side section of RCU. */
  RCU_GRACE_PERIOD("synchronize_rcu", "__wait_rcu_gp", "wait_rcu_gp", "rcu_barrier"),
  /** A spinlock. */
  SPINLOCK(
      "_raw_spin_lock",
      "do_raw_spin_lock",
      "__pv_queued_spin_lock_slowpath",
      "native_queued_spin_lock_slowpath",
      "queued_spin_lock_slowpath"),
  /** That somebody completes something. */
  COMPLETION(
      "wait_for_completion",
      "wait_for_common",
      "__wait_for_common",
      "do_wait_for_common",
      "kthread_stop"),
  /** That a work item, or a whole queue, is done. */
  WORK_FLUSH(
      "flush_work",
      "__flush_work",
      "flush_delayed_work",
      "drain_workqueue",
      "cancel_work_sync",
      "__cancel_work_sync",
      "__cancel_work_timer",
      "cancel_delayed_work_sync"),
  /** Anything else, or the stack could not be read. */
  OTHER;

  private static final List<String> SCHEDULER =
      List.of(
          "schedule",
          "__schedule",
          "__switch_to",
          "context_switch",
          "io_schedule",
          "preempt_sched");

  private final List<String> prefixes;

  Wait(String... prefixes) {
    this.prefixes = List.of(prefixes);
  }

  /** For example {@code rwsem read}. */
  public String inWords() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * As the top of a stack tells. Of locking functions that call each other the outermost knows
   * best: synchronize_srcu() waits for a completion, and so does flush_work().
   */
  static Wait of(List<Frame> stack) {
    Wait wait = OTHER;
    for (Frame frame : stack) {
      if (!frame.uncertain()) {
        Wait here = ofFunction(frame.function());
        if (here == null) {
          return wait;
        }
        wait = here == OTHER ? wait : here;
      }
    }
    return wait;
  }

  /** The first frame below the locking functions. */
  static Frame site(List<Frame> stack) {
    for (Frame frame : stack) {
      if (!frame.uncertain() && ofFunction(frame.function()) == null) {
        return frame;
      }
    }
    return Frame.UNKNOWN;
  }

  /** Null of a function that neither locks nor schedules, and OTHER of one that schedules. */
  private static Wait ofFunction(String function) {
    for (Wait wait : values()) {
      if (startsWithAny(function, wait.prefixes)) {
        return wait;
      }
    }
    return startsWithAny(function, SCHEDULER) ? OTHER : null;
  }

  private static boolean startsWithAny(String function, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (function.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
