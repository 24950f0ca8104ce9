package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.oneForEachTask;
import static epcheck.lincheck.Linearizability.stress;

import epcheck.kernel.Kernel;
import epcheck.live.LiveKernel;
import epcheck.revision.Mainline;
import epcheck.sgx.Encl;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.StateBuilder;
import epcheck.sgx.VaPage;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * The slots of a VA page behave as a set of free slots, of which the lowest is taken. Both {@code
 * sgx_alloc_va_slot()} and {@code sgx_free_va_slot()} are called with {@code encl->lock} held, so a
 * task takes it here too; what is checked is that it is enough.
 */
class VaSlotsTest {
  /** What a task may call. It frees only what it has allocated itself. */
  @Param(name = "task", gen = ThreadIdGen.class)
  public abstract static class VaSlots {
    /** The slot's offset, or null if the VA page is full. */
    @Operation
    public abstract Integer alloc(@Param(name = "task") int task);

    /** The offset of the slot that it has had for the longest time, or null if it has none. */
    @Operation
    public abstract Integer free(@Param(name = "task") int task);

    @Operation
    public abstract boolean isFull();
  }

  /** What is checked. */
  public static class Live extends VaSlots {
    private final SgxDriver sgx;
    private final Encl encl;
    private final VaPage vaPage;
    private final List<Deque<Integer>> held = oneForEachTask();

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      sgx = SmallDriver.of(kernel, new Mainline(), 1);
      encl = sgx.addEnclave("A", 1);
      new StateBuilder(sgx).addVaPage(encl, sgx.epc.get(0), null);
      vaPage = encl.vaPages.firstEntry();
    }

    @Override
    public Integer alloc(int task) {
      Integer offset = null;
      encl.lock.lock();
      if (!sgx.vaPages.sgxVaPageFull(vaPage)) {
        offset = sgx.vaPages.sgxAllocVaSlot(vaPage);
      }
      encl.lock.unlock();
      if (offset != null) {
        held.get(task).add(offset);
      }
      return offset;
    }

    @Override
    public Integer free(int task) {
      Integer offset = held.get(task).poll();
      if (offset != null) {
        encl.lock.lock();
        sgx.vaPages.sgxFreeVaSlot(vaPage, offset);
        encl.lock.unlock();
      }
      return offset;
    }

    @Override
    public boolean isFull() {
      encl.lock.lock();
      boolean full = sgx.vaPages.sgxVaPageFull(vaPage);
      encl.lock.unlock();
      return full;
    }
  }

  /** What it is checked against. */
  public static class Sequential extends VaSlots {
    private final SortedSet<Integer> free = new TreeSet<>(List.of(0, 8));
    private final List<Deque<Integer>> held = oneForEachTask();

    @Override
    public Integer alloc(int task) {
      if (free.isEmpty()) {
        return null;
      }
      Integer offset = free.first();
      free.remove(offset);
      held.get(task).add(offset);
      return offset;
    }

    @Override
    public Integer free(int task) {
      Integer offset = held.get(task).poll();
      if (offset != null) {
        free.add(offset);
      }
      return offset;
    }

    @Override
    public boolean isFull() {
      return free.isEmpty();
    }
  }

  /** Without {@code encl->lock}. */
  public static class Unlocked extends Live {
    public Unlocked() {
      super(new Without("A->lock", new LiveKernel()));
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
