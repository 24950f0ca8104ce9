package epcheck.stress.cost;

import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.SpinLock;
import epcheck.live.LiveKernel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What the actors of {@code SpinLockTest} do, on the live primitives and with a lock and a counter
 * written by hand: {@code mm_list_version++} under {@code mm_lock}, by one task and by two.
 *
 * <p>The hand-written lock is the smallest one that does the same on the same instructions: a
 * compare-and-swap that acquires, and a store that releases. It knows neither its owner nor whether
 * it was freed, which is what the live one has to pay for. Not a test: run its {@link #main}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class LockCost {
  /** On the live primitives. */
  @State(Scope.Group)
  public static class Live {
    private final SpinLock lock;
    private final IntCell count;

    public Live() {
      Layout encl = new LiveKernel().layout(null, "");
      lock = encl.spinLock("mm_lock");
      count = encl.intCell("mm_list_version", 0).guardedBy(lock);
    }

    int increment() {
      lock.lock();
      int now = count.get() + 1;
      count.set(now);
      lock.unlock();
      return now;
    }
  }

  /** By hand. */
  @State(Scope.Group)
  public static class ByHand {
    private static final VarHandle LOCK;

    static {
      try {
        LOCK = MethodHandles.lookup().findVarHandle(ByHand.class, "lock", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // Through LOCK.
    private int lock;

    private int count;

    int increment() {
      while (!LOCK.weakCompareAndSetAcquire(this, 0, 1)) {
        while ((int) LOCK.getOpaque(this) != 0) {
          Thread.onSpinWait();
        }
      }
      int now = ++count;
      LOCK.setRelease(this, 0);
      return now;
    }
  }

  @Benchmark
  @Group("oneTaskLive")
  @GroupThreads(1)
  public int oneTaskLive(Live encl) {
    return encl.increment();
  }

  @Benchmark
  @Group("oneTaskByHand")
  @GroupThreads(1)
  public int oneTaskByHand(ByHand encl) {
    return encl.increment();
  }

  @Benchmark
  @Group("twoTasksLive")
  @GroupThreads(2)
  public int twoTasksLive(Live encl) {
    return encl.increment();
  }

  @Benchmark
  @Group("twoTasksByHand")
  @GroupThreads(2)
  public int twoTasksByHand(ByHand encl) {
    return encl.increment();
  }

  /** Prints JMH's table. */
  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(LockCost.class.getName()).build()).run();
  }
}
