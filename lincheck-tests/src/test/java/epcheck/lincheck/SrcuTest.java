package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.stress;
import static epcheck.lincheck.Linearizability.withKworkers;

import epcheck.kernel.Cell;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Mutex;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.live.LiveKernel;
import java.util.List;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * What SRCU promises is no order of its calls but a use that it makes safe: a pointer to a struct
 * that readers follow within read sections, while writers put a new struct in its place and free
 * the old one after {@code synchronize_srcu()}, or in a callback of {@code call_srcu()}.
 *
 * <p>Used so, the struct's value must behave as one variable. A grace period that does not wait for
 * a reader lets it use what is freed, which throws, and no order of reads and writes throws.
 */
class SrcuTest {
  /** As many as one scenario can write, and the first. */
  private static final int STRUCTS = 1 + 3 * 3;

  /** What a task may call. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public abstract static class Variable {
    @Operation
    public abstract int read();

    /** With another section inside the first one. */
    @Operation
    public abstract int readNested();

    /** The old struct is freed after {@code synchronize_srcu()}. */
    @Operation
    public abstract void write(@Param(name = "value") int value);

    /** The old struct is freed by a callback. */
    @Operation
    public abstract void writeAndCall(@Param(name = "value") int value);
  }

  private static final class Data extends Struct {
    final IntCell value;
    final Srcu.Callback free;

    Data(Kernel kernel, Srcu srcu, int number) {
      super(kernel, "data#" + number);
      value = layout.intCell("value", 0);
      free = srcu.callback(this + "->rcu", () -> kernel.kfree(this));
    }
  }

  /** What is checked. */
  public static class Live extends Variable {
    private final Kernel kernel;
    private final Srcu srcu;
    private final Mutex writers;
    private final Cell<Data> current;
    private final List<Data> structs;
    private int used;

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      this.kernel = kernel;
      srcu = kernel.layout(null, "").srcu("srcu");
      writers = kernel.layout(null, "").mutex("writers");
      current = kernel.layout(null, "").cell("current", Data.class);
      structs = IntStream.range(0, STRUCTS).mapToObj(i -> new Data(kernel, srcu, i)).toList();
      current.set(structs.get(used++));
    }

    @Override
    public int read() {
      srcu.readLock();
      int value = current.readOnce().value.get();
      srcu.readUnlock();
      return value;
    }

    @Override
    public int readNested() {
      srcu.readLock();
      Data data = current.readOnce();
      srcu.readLock();
      srcu.readUnlock();
      int value = data.value.get();
      srcu.readUnlock();
      return value;
    }

    @Override
    public void write(int value) {
      Data old = replace(value);
      srcu.synchronize();
      kernel.kfree(old);
    }

    @Override
    public void writeAndCall(int value) {
      srcu.call(replace(value).free);
    }

    private Data replace(int value) {
      writers.lock();
      Data data = structs.get(used++);
      data.value.set(value);
      Data old = current.get();
      current.writeOnce(data);
      writers.unlock();
      return old;
    }
  }

  /** What it is checked against. */
  public static class Sequential extends Variable {
    private int value;

    @Override
    public int read() {
      return value;
    }

    @Override
    public int readNested() {
      return value;
    }

    @Override
    public void write(int newValue) {
      value = newValue;
    }

    @Override
    public void writeAndCall(int newValue) {
      value = newValue;
    }
  }

  /** A grace period waits for nobody. */
  public static class NoGracePeriod extends Live {
    public NoGracePeriod() {
      super(new Without("srcu", new LiveKernel()));
    }
  }

  @Test
  void noReaderOfAnyInterleavingTriedUsesWhatIsFreed() {
    interleavings().check(Live.class);
  }

  @Test
  void noReaderOfAnyRunUsesWhatIsFreed() {
    runs().check(Live.class);
  }

  @Test
  void modelCheckingFindsThatNobodyWaits() {
    mustFail(interleavings(), NoGracePeriod.class);
  }

  @Test
  void stressFindsThatNobodyWaits() {
    mustFail(runs(), NoGracePeriod.class);
  }

  private static ModelCheckingOptions interleavings() {
    return withKworkers(modelChecking(Sequential.class)).threads(2);
  }

  private static StressOptions runs() {
    return withKworkers(stress(Sequential.class));
  }
}
