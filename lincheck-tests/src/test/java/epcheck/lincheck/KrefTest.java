package epcheck.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.Guard;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Kref;
import epcheck.live.LiveKernel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * A {@code struct kref} on real threads behaves as one whose operations happen one at a time:
 * whatever three tasks see of it, some order of their calls explains it, misuse included. Model
 * checking tries interleavings of each scenario, but only sequentially consistent ones; stress runs
 * the same scenarios on the processor as it is.
 *
 * <p>A green test of this kind may mean that nothing was looked at. So the same check must also
 * fail a kref whose {@code kref_put()} is not atomic.
 */
class KrefTest {

  /**
   * What a task may call. Misuse is a result like any other, by the name of the rule that it
   * breaks.
   */
  public abstract static class References {
    private final Kref kref;

    References(Kref kref) {
      this.kref = kref;
    }

    @Operation
    public String get() {
      try {
        kref.get();
        return "got";
      } catch (KernelBug bug) {
        return bug.oracle();
      }
    }

    @Operation
    public boolean getUnlessZero() {
      return kref.getUnlessZero();
    }

    @Operation
    public String put() {
      try {
        return kref.put() ? "released" : "put";
      } catch (KernelBug bug) {
        return bug.oracle();
      }
    }

    @Operation
    public int read() {
      return kref.read();
    }
  }

  /** What is checked. */
  public static class Live extends References {
    public Live() {
      super(new LiveKernel().layout(null, "").kref("refcount", 1));
    }
  }

  /** What it is checked against: include/linux/kref.h, one call at a time. */
  public static class Sequential extends References {
    public Sequential() {
      super(new SequentialKref());
    }
  }

  /** The canary: {@code kref_put()} is a read and a write, all else is atomic. */
  public static class Broken extends References {
    public Broken() {
      super(new BrokenKref());
    }
  }

  private static final class SequentialKref implements Kref {
    private int count = 1;

    @Override
    public void get() {
      if (count == 0) {
        throw new KernelBug("refcount-from-zero", "addition on 0");
      }
      count++;
    }

    @Override
    public boolean getUnlessZero() {
      if (count == 0) {
        return false;
      }
      count++;
      return true;
    }

    @Override
    public boolean put() {
      if (count == 0) {
        throw new KernelBug("refcount-underflow", "underflow");
      }
      count--;
      return count == 0;
    }

    @Override
    public int read() {
      return count;
    }

    @Override
    public Guard orReleaser(Guard lock) {
      throw new UnsupportedOperationException("only the explorer asks guards");
    }
  }

  private static final class BrokenKref implements Kref {
    private final AtomicInteger count = new AtomicInteger(1);

    @Override
    public void get() {
      if (!getUnlessZero()) {
        throw new KernelBug("refcount-from-zero", "addition on 0");
      }
    }

    @Override
    public boolean getUnlessZero() {
      return count.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
    }

    @Override
    public boolean put() {
      int before = count.get();
      if (before == 0) {
        throw new KernelBug("refcount-underflow", "underflow");
      }
      count.set(before - 1);
      return before == 1;
    }

    @Override
    public int read() {
      return count.get();
    }

    @Override
    public Guard orReleaser(Guard lock) {
      throw new UnsupportedOperationException("only the explorer asks guards");
    }
  }

  @Test
  void everyInterleavingTriedIsLinearizable() {
    modelChecking().check(Live.class);
  }

  @Test
  void everyRunIsLinearizable() {
    stress().invocationsPerIteration(500).check(Live.class);
  }

  @Test
  void modelCheckingFindsTheCanary() {
    assertThatThrownBy(() -> modelChecking().check(Broken.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  @Test
  void stressFindsTheCanary() {
    assertThatThrownBy(() -> stress().minimizeFailedScenario(false).check(Broken.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(500)
        .sequentialSpecification(Sequential.class);
  }

  /** Many invocations, for the canary: it ends at the first that fails. */
  private static StressOptions stress() {
    return new StressOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(20)
        .invocationsPerIteration(5_000)
        .sequentialSpecification(Sequential.class);
  }
}
