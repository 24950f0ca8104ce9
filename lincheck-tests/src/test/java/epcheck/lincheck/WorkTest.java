package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.beside;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.stress;
import static epcheck.lincheck.Linearizability.withKworkers;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.Work;
import epcheck.live.LiveKernel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/**
 * A work item runs once for each time that it was queued. When {@code queue_work()} finds the item
 * pending depends on a kworker, which is no task of a scenario, so no sequential specification says
 * what it returns. What must hold instead, once all is quiet:
 *
 * <ul>
 *   <li>The function has run as often as a call has queued the item, less the times that it was
 *       cancelled: queued while pending, it runs no more often; queued while it runs, it runs
 *       again.
 *   <li>Never beside itself.
 *   <li>Whoever called {@code queue_work()}, whatever it returned, a run that began later has seen
 *       what was written before.
 * </ul>
 */
class WorkTest {
  private static final int INTERLEAVINGS = 200;

  /** What a task may call, and what must hold in the end. */
  public abstract static class Item {
    private final LiveKernel kernel = new LiveKernel();
    private final Work work;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger cancellations = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    // Plain: that runs of the function come one after the other is the item's doing.
    private boolean runs;
    private boolean ranBesideItself;
    private int completed;
    private int seen;

    Item(Function<Item, Work> make) {
      work = make.apply(this);
    }

    /** Whether it was not pending before. */
    @Operation
    public boolean queue() {
      written.incrementAndGet();
      boolean was = work.queue();
      if (was) {
        queued.incrementAndGet();
      }
      return was;
    }

    /** Whether it was pending. */
    @Operation
    public boolean cancel() {
      cancellations.incrementAndGet();
      boolean was = work.cancelSync();
      if (was) {
        cancelled.incrementAndGet();
      }
      return was;
    }

    final void function() {
      ranBesideItself |= runs;
      runs = true;
      seen = written.get();
      completed++;
      runs = false;
    }

    @Validate
    public void ranAsOftenAsItWasQueued() {
      kernel.flush();
      require(!ranBesideItself, "the function ran beside itself");
      int due = queued.get() - cancelled.get();
      require(completed == due, "the function ran " + completed + " times instead of " + due);
      require(
          cancellations.get() != 0 || seen == written.get(),
          "the last run saw " + seen + " of " + written.get() + " calls of queue_work()");
    }

    private static void require(boolean condition, String otherwise) {
      if (!condition) {
        throw new IllegalStateException(otherwise);
      }
    }
  }

  /** What is checked. */
  public static class Live extends Item {
    public Live() {
      super(item -> item.kernel.work("work", item::function));
    }
  }

  /** A canary: a kworker for each call that queues the item, with nothing between them. */
  public static class BesideItself extends Item {
    public BesideItself() {
      super(BesideItselfWork::new);
    }

    private static final class BesideItselfWork extends OnItsOwn {
      BesideItselfWork(Item item) {
        super(item);
      }

      @Override
      void process() {
        pending.set(false);
        item.function();
      }
    }
  }

  /** A canary: {@code queue_work()} tests the bit, and then sets it. */
  public static class TestedThenSet extends Item {
    public TestedThenSet() {
      super(TestedThenSetWork::new);
    }

    private static final class TestedThenSetWork extends OnItsOwn {
      TestedThenSetWork(Item item) {
        super(item);
      }

      @Override
      boolean setPending() {
        boolean before = pending.get();
        pending.set(true);
        return !before;
      }

      @Override
      void process() {
        if (pending.getAndSet(false)) {
          item.function();
        }
      }
    }
  }

  /** An item whose kworkers are those of other items, one for each call that queues it. */
  private abstract static class OnItsOwn implements Work {
    final Item item;
    final AtomicBoolean pending = new AtomicBoolean();

    OnItsOwn(Item item) {
      this.item = item;
    }

    /** Whether it was not pending before. */
    boolean setPending() {
      return pending.compareAndSet(false, true);
    }

    abstract void process();

    @Override
    public boolean queue() {
      if (!setPending()) {
        return false;
      }
      item.kernel.work("kworker", this::process).queue();
      return true;
    }

    @Override
    public boolean cancelSync() {
      return false;
    }

    @Override
    public boolean isCurrent() {
      throw new UnsupportedOperationException("nobody asks");
    }
  }

  @Test
  void everyInterleavingTriedRunsIt() {
    Lincheck.runConcurrentTest(INTERLEAVINGS, () -> queueTwiceAndCancel(new Live()));
    Lincheck.runConcurrentTest(INTERLEAVINGS, () -> queueTwiceEach(new Live()));
  }

  @Test
  void everyRunRunsIt() {
    runs().check(Live.class);
  }

  @Test
  void modelCheckingFindsThatItRunsBesideItself() {
    modelCheckingFinds(() -> queueTwiceEach(new BesideItself()), "the function ran beside itself");
  }

  @Test
  void modelCheckingFindsThatTheBitIsTestedThenSet() {
    modelCheckingFinds(() -> queueTwiceEach(new TestedThenSet()), "the function ran");
  }

  @Test
  void stressFindsThatTheBitIsTestedThenSet() {
    mustFail(runs(), TestedThenSet.class);
  }

  private static void modelCheckingFinds(Runnable scenario, String what) {
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(20 * INTERLEAVINGS, scenario))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining(what);
  }

  private static void queueTwiceEach(Item item) {
    beside(
        () -> {
          item.queue();
          item.queue();
        },
        () -> {
          item.queue();
          item.queue();
        });
    item.ranAsOftenAsItWasQueued();
  }

  private static void queueTwiceAndCancel(Item item) {
    beside(
        () -> {
          item.queue();
          item.queue();
        },
        () -> {
          item.queue();
          item.cancel();
        });
    item.ranAsOftenAsItWasQueued();
  }

  private static StressOptions runs() {
    return withKworkers(stress(Item.class)).verifier(EpsilonVerifier.class);
  }
}
