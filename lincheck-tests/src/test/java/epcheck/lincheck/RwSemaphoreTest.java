package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.beside;
import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.stress;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.RwSemaphore;
import epcheck.live.LiveKernel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * A lock is right if what it protects behaves as if its users came one at a time: here two
 * variables that are written together, with a downgrade in the middle of one kind of write.
 *
 * <p>That it is fair shows in who waits for whom, which no result tells. But it decides over a
 * deadlock: a reader that waits, with the semaphore held, for another one to have come in waits for
 * ever if a writer has queued between the two, and would not without the writer. Lincheck must find
 * the first, and no deadlock in the second.
 */
class RwSemaphoreTest {
  /** What a task may call. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public abstract static class Pair {
    /** Both variables, added up. */
    @Operation
    public abstract int read();

    @Operation
    public abstract void write(@Param(name = "value") int value);

    /** Writes, and then reads as the reader that {@code downgrade_write()} makes of a writer. */
    @Operation
    public abstract int writeAndRead(@Param(name = "value") int value);
  }

  /** What is checked. */
  public static class Live extends Pair {
    private final RwSemaphore semaphore;
    private final IntCell first;
    private final IntCell second;

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      semaphore = kernel.layout(null, "").rwSemaphore("sem");
      first = kernel.layout(null, "").intCell("first", 0);
      second = kernel.layout(null, "").intCell("second", 0);
    }

    @Override
    public int read() {
      semaphore.downRead();
      int sum = first.get() + second.get();
      semaphore.upRead();
      return sum;
    }

    @Override
    public void write(int value) {
      semaphore.downWrite();
      first.set(value);
      second.set(value);
      semaphore.upWrite();
    }

    @Override
    public int writeAndRead(int value) {
      semaphore.downWrite();
      first.set(value);
      second.set(value);
      semaphore.downgradeWrite();
      int sum = first.get() + second.get();
      semaphore.upRead();
      return sum;
    }
  }

  /** What it is checked against. */
  public static class Sequential extends Pair {
    private int both;

    @Override
    public int read() {
      return 2 * both;
    }

    @Override
    public void write(int value) {
      both = value;
    }

    @Override
    public int writeAndRead(int value) {
      both = value;
      return 2 * both;
    }
  }

  /** Everybody gets in. */
  public static class Unlocked extends Live {
    public Unlocked() {
      super(new Without("sem", new LiveKernel()));
    }
  }

  @Test
  void everyInterleavingTriedIsLinearizable() {
    modelChecking(Sequential.class).check(Live.class);
  }

  @Test
  void everyRunIsLinearizable() {
    stress(Sequential.class).check(Live.class);
  }

  @Test
  void modelCheckingFindsThatTheLockIsMissing() {
    mustFail(modelChecking(Sequential.class), Unlocked.class);
  }

  @Test
  void stressFindsThatTheLockIsMissing() {
    mustFail(stress(Sequential.class), Unlocked.class);
  }

  @Test
  void aQueuedWriterKeepsNewReadersOut() {
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(200, () -> oneReaderAwaitsAnother(true)))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("hung");
  }

  @Test
  void readersDoNotKeepEachOtherOut() {
    Lincheck.runConcurrentTest(200, () -> oneReaderAwaitsAnother(false));
  }

  private static void oneReaderAwaitsAnother(boolean besideWriter) {
    RwSemaphore semaphore = new LiveKernel().layout(null, "").rwSemaphore("sem");
    AtomicBoolean cameIn = new AtomicBoolean();
    Runnable awaits =
        () -> {
          semaphore.downRead();
          while (!cameIn.get()) {
            Thread.onSpinWait();
          }
          semaphore.upRead();
        };
    Runnable awaited =
        () -> {
          semaphore.downRead();
          cameIn.set(true);
          semaphore.upRead();
        };
    Runnable writer =
        () -> {
          semaphore.downWrite();
          semaphore.upWrite();
        };
    if (besideWriter) {
      beside(awaits, awaited, writer);
    } else {
      beside(awaits, awaited);
    }
  }
}
