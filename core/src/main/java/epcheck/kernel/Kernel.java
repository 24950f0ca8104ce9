package epcheck.kernel;

import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * The machine that a model is built on: it lays out {@code struct}s and offers what kernel code
 * calls without naming an object.
 *
 * <p>A model is built once, single-threaded, before its tasks run. Everything that tasks share is
 * made of the primitives that {@link #layout} hands out; a plain Java field of a model holds only
 * what never changes.
 */
public interface Kernel {

  /** Begins the layout of a struct, or, with a null struct, of global variables. */
  Layout layout(Struct struct, String name);

  /**
   * Begins the layout of a struct that is a member of another one: it lives and dies with its
   * container.
   */
  Layout embedded(Struct struct, Struct container, String name);

  /**
   * Variables on the kernel stack of each task, such as a {@code LIST_HEAD(iso)}: {@code make}
   * makes those of task i.
   */
  <T> PerTask<T> perTask(IntFunction<T> make);

  /** The guard of what belongs to task {@code id} alone, as do variables on its stack. */
  Guard onlyTask(int id);

  /**
   * A cache of {@code count} objects for {@code kzalloc()} to hand out. An object is handed out at
   * most once, as under KASAN's quarantine, so that a stale pointer is always told from a fresh
   * one.
   *
   * @param make makes object number i; called for all of them at once
   */
  <T extends Struct> Slab<T> slab(String name, int count, IntFunction<T> make);

  /**
   * A unit of deferred work ({@code struct work_struct}) that a kworker of its own runs. The
   * workqueues that the driver uses are unbound or per-item concurrent, so two items never wait for
   * each other merely for being queued together.
   */
  Work work(String name, Runnable function);

  /**
   * A kernel thread that sleeps on a wait queue of its own: to queue it is to wake it up, and a
   * round of its loop is what it does then. To lockdep it is no lock, as a work item is.
   */
  Work kthread(String name, Runnable round);

  /**
   * {@code kfree()}: from here on every access to the struct is a use after free, and another free
   * a double free.
   */
  void kfree(Struct struct);

  /**
   * {@code might_sleep()}: a finding if the current task holds a spinlock or runs with bottom
   * halves disabled.
   */
  void mightSleep();

  /** {@code local_bh_disable()}: what runs until {@link #localBhEnable} must not sleep. */
  void localBhDisable();

  /** {@code local_bh_enable()}. */
  void localBhEnable();

  /** {@code smp_rmb()}. */
  void smpRmb();

  /** {@code smp_wmb()}. */
  void smpWmb();

  /**
   * Runs {@code body} until it returns true. Between two runs the task waits until something that
   * the body has read changes: {@code cpu_relax()}, or a page fault that returns to user space only
   * to fault again. A body leaves nothing behind in local variables, so a further run is told from
   * the first by the shared memory alone.
   */
  void spinUntil(BooleanSupplier body);

  /**
   * Runs {@code body} until it returns true, with a {@code cond_resched()} between two runs. Unlike
   * in {@link #spinUntil}, a run may change what the next one finds, so the task waits for nothing;
   * like there, it leaves nothing behind in local variables, so what earlier runs observed is
   * forgotten.
   */
  void repeatUntil(BooleanSupplier body);

  /**
   * A loop that never waits: runs {@code pass} until it returns true. What a pass hands to the next
   * one is in the shared memory or in cells of its own, never in local variables, so a further pass
   * need not remember the earlier ones; that keeps a long loop as short as one pass.
   */
  void loop(BooleanSupplier pass);

  /**
   * {@code WARN_ON(condition)}: a finding if true, after which the caller goes on, as in the
   * kernel.
   *
   * @return the condition
   */
  boolean warnOn(boolean condition, String text);

  /**
   * Raises a finding that no execution can go on from. The caller throws what it gets.
   *
   * @param oracle the rule that is broken, for example {@code double-free}
   * @param text what happened, in a kernel developer's words
   */
  Error bug(String oracle, String text);

  /**
   * Lets the specification look at the shared state in the middle of a step. The rule reads what it
   * likes; that is neither a memory access of the modelled code nor a point where another task may
   * run. A breach is a finding, after which the caller goes on.
   */
  void observe(Rule rule);

  /**
   * As {@link #observe}, but no execution goes on from a breach: what came after it would be mere
   * damage.
   */
  void require(Rule rule);

  /**
   * An event for the model to report; the same one for the same name. For model set-up only.
   *
   * @param name what happens, as a report prints it, for example {@code sgx_oom_encl() kills}
   */
  Event event(String name);

  /** Whether a struct is allocated and not freed; for oracles. */
  boolean isAlive(Struct struct);

  /** A rule over the shared state; returns null if it holds and what is wrong otherwise. */
  interface Rule {
    /** The rule's name, for example {@code stale-pte}. */
    String name();

    /** Null if the rule holds, else what is wrong, in a kernel developer's words. */
    String breach();
  }
}
