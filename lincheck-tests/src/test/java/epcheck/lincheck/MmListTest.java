package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.stress;
import static epcheck.lincheck.Linearizability.withKworkers;
import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Model;
import epcheck.live.LiveKernel;
import epcheck.revision.Mainline;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclMm;
import epcheck.sgx.Mm;
import epcheck.sgx.SgxDriver;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * {@code mm_list} behaves as a set of mms: {@code sgx_encl_mm_add()}, the exit of an mm, and the
 * drain each add or remove an mm at one moment, and {@code sgx_encl_find_mm()} finds it in between,
 * though it takes no lock.
 *
 * <p>The drain takes the mms off one after the other, so it is no one moment for two of them. It is
 * for each of them, so the tasks look for one mm only, while another one comes and goes beside it.
 * In the end the enclave must have one reference for each mm that is left, and one of its own:
 * whoever took an mm off has put one, and nobody else has.
 *
 * <p>An mm is added with its mmap_lock held, and exits when nobody has it any more: neither happens
 * beside another one on the same mm.
 */
class MmListTest {
  /** What a task may call. */
  public abstract static class MmList {
    private final boolean[] exited = new boolean[2];

    /** False if the mm has exited. */
    @Operation(nonParallelGroup = "mm 0")
    public boolean add() {
      return addUnlessExited(0);
    }

    @Operation(nonParallelGroup = "mm 0")
    public void exit() {
      exitOnce(0);
    }

    @Operation(nonParallelGroup = "mm 1")
    public boolean addAnother() {
      return addUnlessExited(1);
    }

    @Operation(nonParallelGroup = "mm 1")
    public void exitAnother() {
      exitOnce(1);
    }

    @Operation
    public abstract boolean find();

    @Operation
    public abstract void drain();

    private boolean addUnlessExited(int mm) {
      if (exited[mm]) {
        return false;
      }
      add(mm);
      return true;
    }

    private void exitOnce(int mm) {
      if (!exited[mm]) {
        exited[mm] = true;
        exit(mm);
      }
    }

    abstract void add(int mm);

    abstract void exit(int mm);
  }

  /** What is checked. */
  public static class Live extends MmList {
    private final LiveKernel kernel;
    private final SgxDriver sgx;
    private final Encl encl;
    private final Mm[] mms;

    public Live() {
      kernel = new LiveKernel();
      sgx = SmallDriver.of(kernel, new Mainline(), 1);
      encl = sgx.addEnclave("A", 1);
      mms = new Mm[] {sgx.addMm("mm0"), sgx.addMm("mm1")};
    }

    @Override
    void add(int mm) {
      mms[mm].mmapLock.downWrite();
      sgx.mmTracking.sgxEnclMmAdd(encl, mms[mm]);
      mms[mm].mmapLock.upWrite();
    }

    @Override
    void exit(int mm) {
      sgx.mmuNotifiers.mmuNotifierRelease(mms[mm]);
    }

    @Override
    public boolean find() {
      return sgx.mmTracking.sgxEnclFindMm(encl, mms[0]) != null;
    }

    @Override
    public void drain() {
      sgx.mmTracking._drain(encl);
    }

    @Validate
    public void referencesAreThoseOfTheMmsThatAreLeft() {
      kernel.flush();
      int left = length(encl);
      int references = encl.refcount.read();
      if (references != 1 + left) {
        throw new IllegalStateException(
            "the enclave has " + references + " references, but is on the list of " + left);
      }
    }
  }

  /** What it is checked against. */
  public static class Sequential extends MmList {
    private boolean found;

    @Override
    void add(int mm) {
      found |= mm == 0;
    }

    @Override
    void exit(int mm) {
      found &= mm != 0;
    }

    @Override
    public boolean find() {
      return found;
    }

    @Override
    public void drain() {
      found = false;
    }
  }

  @Test
  void everyInterleavingTriedIsLinearizable() {
    interleavings().check(Live.class);
  }

  @Test
  void everyRunIsLinearizable() {
    runs().check(Live.class);
  }

  /** Two mms that are added beside each other, so that one of them may be lost. */
  private static void twoAdds(Model.Setup setup) {
    Kernel kernel = new Without("A->mm_lock", setup.kernel());
    SgxDriver sgx = SmallDriver.of(kernel, new Mainline(), 1);
    Encl encl = sgx.addEnclave("A", 1);
    for (String name : List.of("P", "Q")) {
      Mm mm = sgx.addMm(name);
      setup.task(
          name, List.of(new EntryPoint("mmap", () -> sgx.mmTracking.sgxEnclMmAdd(encl, mm))));
    }
    setup.outcome(() -> length(encl) + " mms");
  }

  private static int length(Encl encl) {
    int length = 0;
    for (ListHead<EnclMm> at = encl.mmList.next(); at != encl.mmList; at = at.next()) {
      length++;
    }
    return length;
  }

  /**
   * By model checking alone, with each access of a list one step: the section is too short for
   * stress to find it in seconds.
   */
  @Test
  void modelCheckingFindsThatTheLockIsMissing() {
    assertThat(ModelChecking.explore(MmListTest::twoAdds, 300).sightings().outcomes())
        .containsOnlyKeys("1 mms", "2 mms");
  }

  private static ModelCheckingOptions interleavings() {
    return withKworkers(modelChecking(Sequential.class)).threads(2).iterations(4);
  }

  private static StressOptions runs() {
    return withKworkers(stress(Sequential.class)).iterations(5);
  }
}
