package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Work;
import epcheck.stress.Sample;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress RwSemaphoreTest
 */

/**
 * {@code struct rw_semaphore}, as {@code mm->mmap_lock}: readers together or one writer alone,
 * {@code downgrade_write()}, and a queued writer that keeps new readers out.
 *
 * <pre>{@code
 * RwSemaphoreTest.ReaderVsWriter
 *   1,586,226   50.16%  0, 0
 *   1,575,905   49.84%  1, 2
 * RwSemaphoreTest.TwoWriters
 *   1,069,176   59.73%  2, 1; 2
 *     720,795   40.27%  1, 2; 2
 * RwSemaphoreTest.Downgrade
 *   2,708,094   53.88%  1; 2
 *   2,317,717   46.12%  1; 1
 * RwSemaphoreTest.QueuedWriter
 *   755,226   99.93%  done
 *       505    0.07%  deadlock: fault waits in mutex_lock(&encl->lock) (held by zap); zap waits in
 *                     down_read(&mm->mmap_lock) (held by fault, kworker/mmap); kworker/mmap waits
 *                     in down_write(&mm->mmap_lock) [queued] (held by fault)
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 */
public final class RwSemaphoreTest {
  private RwSemaphoreTest() {}

  private static void readerVsWriter(Model.Setup setup) {
    Layout mm = setup.kernel().layout(null, "mm");
    RwSemaphore lock = mm.rwSemaphore("mmap_lock");
    IntCell start = mm.intCell("vm_start", 0).guardedBy(lock);
    IntCell end = mm.intCell("vm_end", 0).guardedBy(lock);
    IntCell[] seen = {mm.intCell("seen[0]", 0), mm.intCell("seen[1]", 0)};
    setup.task(
        "writer",
        List.of(
            new EntryPoint(
                "mmap",
                () -> {
                  lock.downWrite();
                  start.set(1);
                  end.set(2);
                  lock.upWrite();
                })));
    setup.task(
        "reader",
        List.of(
            new EntryPoint(
                "fault",
                () -> {
                  lock.downRead();
                  seen[0].set(start.get());
                  seen[1].set(end.get());
                  lock.upRead();
                })));
    setup.outcome(() -> seen[0].get() + ", " + seen[1].get());
  }

  private static void twoWriters(Model.Setup setup) {
    Layout mm = setup.kernel().layout(null, "mm");
    RwSemaphore lock = mm.rwSemaphore("mmap_lock");
    IntCell count = mm.intCell("map_count", 0).guardedBy(lock);
    IntCell[] left = {mm.intCell("left[0]", 0), mm.intCell("left[1]", 0)};
    for (IntCell mine : left) {
      setup.task(
          "actor",
          List.of(
              new EntryPoint(
                  "mmap",
                  () -> {
                    lock.downWrite();
                    int now = count.get() + 1;
                    count.set(now);
                    lock.upWrite();
                    mine.set(now);
                  })));
    }
    setup.outcome(() -> left[0].get() + ", " + left[1].get() + "; " + count.get());
  }

  private static void downgrade(Model.Setup setup) {
    Layout mm = setup.kernel().layout(null, "mm");
    RwSemaphore lock = mm.rwSemaphore("mmap_lock");
    IntCell vmas = mm.intCell("map_count", 0).guardedBy(lock);
    IntCell seen = mm.intCell("seen", 0);
    setup.task(
        "munmap",
        List.of(
            new EntryPoint(
                "munmap",
                () -> {
                  lock.downWrite();
                  vmas.set(1);
                  lock.downgradeWrite();
                  seen.set(vmas.get());
                  lock.upRead();
                })));
    setup.task(
        "mmap",
        List.of(
            new EntryPoint(
                "mmap",
                () -> {
                  lock.downWrite();
                  vmas.set(2);
                  lock.upWrite();
                })));
    setup.outcome(() -> seen.get() + "; " + vmas.get());
  }

  private static void queuedWriter(Model.Setup setup) {
    Mutex enclLock = setup.kernel().layout(null, "encl").mutex("lock");
    RwSemaphore mmapLock = setup.kernel().layout(null, "mm").rwSemaphore("mmap_lock");
    Work mmap =
        setup
            .kernel()
            .work(
                "mmap",
                () -> {
                  mmapLock.downWrite();
                  mmapLock.upWrite();
                });
    setup.task(
        "fault",
        List.of(
            new EntryPoint(
                "sgx_vma_fault",
                () -> {
                  mmapLock.downRead();
                  mmap.queue();
                  enclLock.lock();
                  enclLock.unlock();
                  mmapLock.upRead();
                })));
    setup.task(
        "zap",
        List.of(
            new EntryPoint(
                "zap",
                () -> {
                  enclLock.lock();
                  mmapLock.downRead();
                  mmapLock.upRead();
                  enclLock.unlock();
                })));
    setup.outcome(() -> "done");
  }

  /** Two variables, changed together. The reader sees both changes or none. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the writer came first")
  @Outcome(
      id = ".*",
      expect = FORBIDDEN,
      desc = "the reader was inside with the writer, or saw stale values")
  @State
  public static class ReaderVsWriter extends Sample {
    public ReaderVsWriter() {
      super(RwSemaphoreTest::readerVsWriter);
    }

    @Actor
    public void writer() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** Two increments by writers. */
  @JCStressTest
  @Outcome(id = "1, 2; 2", expect = ACCEPTABLE, desc = "actor 1 came first")
  @Outcome(id = "2, 1; 2", expect = ACCEPTABLE, desc = "actor 2 came first")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "both writers were inside")
  @State
  public static class TwoWriters extends Sample {
    public TwoWriters() {
      super(RwSemaphoreTest::twoWriters);
    }

    @Actor
    public void actor1() {
      run(0);
    }

    @Actor
    public void actor2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * As in {@code munmap()}: the writer goes on as a reader, and there is no moment at which another
   * writer could get in. So it always finds what it wrote.
   */
  @JCStressTest
  @Outcome(id = "1; 2", expect = ACCEPTABLE, desc = "munmap() came first")
  @Outcome(id = "1; 1", expect = ACCEPTABLE, desc = "mmap() came first")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a writer got in past a downgraded one")
  @State
  public static class Downgrade extends Sample {
    public Downgrade() {
      super(RwSemaphoreTest::downgrade);
    }

    @Actor
    public void munmap() {
      run(0);
    }

    @Actor
    public void mmap() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Two readers do not wait for each other, so {@code encl->lock} inside {@code mmap_lock} (a page
   * fault) and {@code mmap_lock} inside {@code encl->lock}, both for read, look harmless. They are
   * not: a writer that queues behind the first reader keeps the second out, and the three wait for
   * each other. The writer here is a kworker that the fault queues.
   */
  @JCStressTest
  @Outcome(id = "done", expect = ACCEPTABLE, desc = "the writer was not queued in between")
  @Outcome(
      id =
          "deadlock: fault waits in mutex_lock(&encl->lock) (held by zap); zap waits in down_read(&mm->mmap_lock) (held by fault, kworker/mmap); kworker/mmap waits in down_write(&mm->mmap_lock) [queued] (held by fault)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the queued writer keeps the second reader out")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "no other deadlock")
  @State
  public static class QueuedWriter extends Sample {
    public QueuedWriter() {
      super(RwSemaphoreTest::queuedWriter);
    }

    @Actor
    public void fault() {
      run(0);
    }

    @Actor
    public void zap() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
