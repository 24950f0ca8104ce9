package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.oneForEachTask;
import static epcheck.lincheck.Linearizability.stress;

import epcheck.kernel.Kernel;
import epcheck.live.LiveKernel;
import epcheck.revision.Mainline;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The lists of one node's free pages behave as a queue of pages, and a set of poisoned ones that
 * are never handed out again: {@code sgx_alloc_epc_page()}, {@code sgx_free_epc_page()} and {@code
 * arch_memory_failure()} each happen at one moment, under {@code node->lock}.
 *
 * <p>{@code sgx_nr_free_pages} is counted after the lock is let go, so it is not the length of the
 * lists, and Lincheck refutes that it is. What it is: their length once nobody is under way.
 */
class FreeListTest {
  private static final int PAGES = 2;

  /** What a task may call. It frees only what it has allocated itself. */
  @Param(name = "task", gen = ThreadIdGen.class)
  @Param(name = "page", gen = IntGen.class, conf = "0:" + (PAGES - 1))
  public abstract static class FreeList {
    /** The page's number, or null for -ENOMEM. */
    @Operation
    public abstract Integer alloc(@Param(name = "task") int task);

    /** The number of the page that it has had for the longest time, or null if it has none. */
    @Operation
    public abstract Integer free(@Param(name = "task") int task);

    @Operation
    public abstract void poison(@Param(name = "page") int page);
  }

  /** What is checked. */
  public static class Live extends FreeList {
    final SgxDriver sgx;
    private final List<Deque<EpcPage>> held = oneForEachTask();

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      sgx = SmallDriver.of(kernel, new Mainline(), PAGES);
    }

    @Override
    public Integer alloc(int task) {
      EpcPage page = sgx.allocator.__sgxAllocEpcPageFromNode(0);
      if (page == null) {
        return null;
      }
      held.get(task).add(page);
      return page.index;
    }

    @Override
    public Integer free(int task) {
      EpcPage page = held.get(task).poll();
      if (page == null) {
        return null;
      }
      sgx.allocator.sgxFreeEpcPage(page);
      return page.index;
    }

    @Override
    public void poison(int page) {
      sgx.allocator.archMemoryFailure(sgx.epc.get(page));
    }

    @Validate
    public void countsWhatIsFree() {
      int free = PAGES - held.stream().mapToInt(Deque::size).sum();
      int nr = sgx.allocator.nrFreePages._read();
      if (nr != free) {
        throw new IllegalStateException(
            "sgx_nr_free_pages is " + nr + ", but " + free + " pages are free");
      }
    }
  }

  /** What it is checked against. */
  public static class Sequential extends FreeList {
    final Deque<Integer> free = new ArrayDeque<>(List.of(0, 1));
    final Set<Integer> poisoned = new HashSet<>();
    private final List<Deque<Integer>> held = oneForEachTask();

    @Override
    public Integer alloc(int task) {
      Integer page = free.poll();
      if (page != null) {
        held.get(task).add(page);
      }
      return page;
    }

    @Override
    public Integer free(int task) {
      Integer page = held.get(task).poll();
      if (page != null && !poisoned.contains(page)) {
        free.add(page);
      }
      return page;
    }

    @Override
    public void poison(int page) {
      poisoned.add(page);
      free.remove(page);
    }

    int held() {
      return held.stream().mapToInt(Deque::size).sum();
    }
  }

  /** Without {@code node->lock}. */
  public static class Unlocked extends Live {
    public Unlocked() {
      super(new Without("node->lock", new LiveKernel()));
    }
  }

  /** The live list, and a look at the count. */
  public static class Counted extends Live {
    @Operation
    public int nrFreePages() {
      return sgx.allocator.nrFreePages._read();
    }
  }

  /** What the count is not: how many pages are free. Poisoned ones count as free. */
  public static class SequentialCounted extends Sequential {
    @Operation
    public int nrFreePages() {
      return PAGES - held();
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
  @Tag("nightly") // Found on a JDK 17 in 13 seconds, on a JDK 25 in 90.
  void theCountLagsBehindTheLists() {
    mustFail(modelChecking(SequentialCounted.class), Counted.class);
  }
}
