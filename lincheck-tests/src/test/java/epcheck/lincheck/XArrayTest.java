package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.stress;

import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;
import epcheck.live.LiveKernel;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * An XArray behaves as a map: each {@code xa_insert()}, {@code xa_erase()} and {@code xa_load()}
 * happens at one moment, though loads take no lock.
 */
class XArrayTest {
  private static final int SIZE = 2;
  private static final int ENTRIES = 3;

  /** What a task may call. */
  @Param(name = "index", gen = IntGen.class, conf = "0:" + (SIZE - 1))
  @Param(name = "entry", gen = IntGen.class, conf = "0:" + (ENTRIES - 1))
  public abstract static class Entries {
    /** The entry's number, or null. */
    @Operation
    public abstract Integer load(@Param(name = "index") int index);

    /** False if there is an entry already. */
    @Operation
    public abstract boolean insert(
        @Param(name = "index") int index, @Param(name = "entry") int entry);

    @Operation
    public abstract void erase(@Param(name = "index") int index);
  }

  private static final class Entry extends Struct {
    final int number;

    Entry(Kernel kernel, int number) {
      super(kernel, "entry#" + number);
      this.number = number;
    }
  }

  /** What is checked. */
  public static class Live extends Entries {
    private final XArray<Entry> xarray;
    private final List<Entry> entries;

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      xarray = kernel.layout(null, "").xarray("xarray", SIZE, Entry.class);
      entries = IntStream.range(0, ENTRIES).mapToObj(i -> new Entry(kernel, i)).toList();
    }

    @Override
    public Integer load(int index) {
      Entry entry = xarray.load(index);
      return entry == null ? null : (Integer) entry.number;
    }

    @Override
    public boolean insert(int index, int entry) {
      return xarray.insert(index, entries.get(entry));
    }

    @Override
    public void erase(int index) {
      xarray.erase(index);
    }
  }

  /** What it is checked against. */
  public static class Sequential extends Entries {
    private final SortedMap<Integer, Integer> map = new TreeMap<>();

    @Override
    public Integer load(int index) {
      return map.get(index);
    }

    @Override
    public boolean insert(int index, int entry) {
      return map.putIfAbsent(index, entry) == null;
    }

    @Override
    public void erase(int index) {
      map.remove(index);
    }
  }

  /** Without {@code xa_lock}. */
  public static class Unlocked extends Live {
    public Unlocked() {
      super(new Without("xarray", new LiveKernel()));
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
}
