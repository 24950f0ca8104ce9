package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.oneForEachTask;
import static epcheck.lincheck.Linearizability.stress;

import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.live.LiveKernel;
import epcheck.revision.V5;
import epcheck.revision.V5Lru;
import epcheck.revision.V5Reclaimer;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.Parts;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.StateBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * The LRU lists of a cgroup (v5) behave as two queues of pages: to record a page, to drop it, to
 * isolate the oldest, to put it back, and to pop a victim for the OOM killer each happen at one
 * moment, under {@code lru->lock}.
 *
 * <p>A page is recorded and dropped by its owner alone, and put back by the reclaimer that has
 * isolated it, as in the driver; the OOM killer and other reclaimers come at any time. The enclave
 * stays alive, so each of its pages can be isolated.
 */
class LruTest {
  /** Regular pages, which can be reclaimed. */
  private static final int FIRST = 0;

  private static final int SECOND = 1;

  /** A VA page and a SECS page, which cannot, but have an enclave that can be killed. */
  private static final int VA = 2;

  private static final int SECS = 3;
  private static final int PAGES = 4;

  /** What a task may call; all pages are recorded at first, in this order. */
  @Param(name = "task", gen = ThreadIdGen.class)
  public abstract static class Lru {
    @Operation(nonParallelGroup = "owner of the first page")
    public String recordFirst() {
      return record(FIRST);
    }

    @Operation(nonParallelGroup = "owner of the first page")
    public String dropFirst() {
      return drop(FIRST);
    }

    @Operation(nonParallelGroup = "owner of the second page")
    public String recordSecond() {
      return record(SECOND);
    }

    @Operation(nonParallelGroup = "owner of the second page")
    public String dropSecond() {
      return drop(SECOND);
    }

    @Operation(nonParallelGroup = "owner of the VA page")
    public String recordVa() {
      return record(VA);
    }

    @Operation(nonParallelGroup = "owner of the VA page")
    public String dropVa() {
      return drop(VA);
    }

    @Operation(nonParallelGroup = "owner of the SECS page")
    public String recordSecs() {
      return record(SECS);
    }

    @Operation(nonParallelGroup = "owner of the SECS page")
    public String dropSecs() {
      return drop(SECS);
    }

    abstract String record(int page);

    abstract String drop(int page);

    /** The page's number, or null if there is none. */
    @Operation
    public abstract Integer isolate(@Param(name = "task") int task);

    /** The page that the task has isolated first, or null if it has none. */
    @Operation
    public abstract Integer putBack(@Param(name = "task") int task);

    /** The page's number, or null if there is none. */
    @Operation
    public abstract Integer popVictim();
  }

  /** What is checked. */
  public static class Live extends Lru {
    private final SgxDriver sgx;
    private final LruLists lru;
    private final Encl encl;

    /** What owners know of their pages. */
    private final boolean[] recorded = {true, true, true, true};

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      sgx = SmallDriver.of(kernel, new V5WithPutBack(), PAGES);
      EpcCgroup root = sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
      lru = root.lru;
      encl = sgx.addEnclave("A", 2);
      StateBuilder state = new StateBuilder(sgx);
      state.addVaPage(encl, sgx.epc.get(VA), root);
      state.addSecs(encl, sgx.epc.get(SECS), root);
      encl.secs.encl.set(encl);
      state.addResidentPage(encl, FIRST, sgx.epc.get(FIRST), root);
      state.addResidentPage(encl, SECOND, sgx.epc.get(SECOND), root);
    }

    private V5Lru tracking() {
      return (V5Lru) sgx.lru;
    }

    @Override
    String record(int page) {
      if (recorded[page]) {
        return "is recorded";
      }
      recorded[page] = true;
      EpcPage epcPage = sgx.epc.get(page);
      switch (page) {
        case VA -> tracking()._recordVaPage(epcPage);
        case SECS -> tracking()._recordSecs(epcPage);
        default -> tracking()._record(epcPage);
      }
      return "recorded";
    }

    @Override
    String drop(int page) {
      if (!recorded[page]) {
        return "is not recorded";
      }
      if (tracking().sgxDropEpcPage(sgx.epc.get(page)) != 0) {
        return "EBUSY";
      }
      recorded[page] = false;
      return "dropped";
    }

    @Override
    public Integer isolate(int task) {
      ListHead<EpcPage> iso = sgx.batch.of(task).iso;
      if (((V5Reclaimer) sgx.reclaimer).sgxIsolateEpcPages(lru, 1, iso) != 0) {
        return null;
      }
      ListHead<EpcPage> last = iso.next();
      while (last.next() != iso) {
        last = last.next();
      }
      return last.entry().index;
    }

    @Override
    public Integer putBack(int task) {
      ListHead<EpcPage> iso = sgx.batch.of(task).iso;
      if (iso.isEmpty()) {
        return null;
      }
      EpcPage page = iso.firstEntry();
      ((WithPutBack) sgx.reclaimer).putBack(page);
      return page.index;
    }

    @Override
    public Integer popVictim() {
      lru.lock.lock();
      EpcPage victim = sgx.oomKiller.sgxOomGetVictim(lru);
      lru.lock.unlock();
      if (victim == null) {
        return null;
      }
      encl.refcount.put();
      return victim.index;
    }
  }

  /** v5, whose reclaimer can be told to give up on a page. */
  private static final class V5WithPutBack extends V5 {
    @Override
    public Parts parts() {
      return super.parts().with(WithPutBack.class);
    }
  }

  private static final class WithPutBack extends V5Reclaimer {
    WithPutBack(SgxDriver sgx) {
      super(sgx);
    }

    void putBack(EpcPage page) {
      sgxReclaimEpcPages_skip(page, page.enclPage());
    }
  }

  /** What it is checked against. */
  public static class Sequential extends Lru {
    private final Deque<Integer> reclaimable = new ArrayDeque<>(List.of(FIRST, SECOND));
    private final Deque<Integer> unreclaimable = new ArrayDeque<>(List.of(VA, SECS));
    private final List<Integer> recorded = new ArrayList<>(List.of(FIRST, SECOND, VA, SECS));
    private final List<Deque<Integer>> isolated = oneForEachTask();

    @Override
    String record(int page) {
      if (recorded.contains(page)) {
        return "is recorded";
      }
      recorded.add(page);
      (page == VA || page == SECS ? unreclaimable : reclaimable).add(page);
      return "recorded";
    }

    @Override
    String drop(int page) {
      if (!recorded.contains(page)) {
        return "is not recorded";
      }
      if (isolated.stream().anyMatch(pages -> pages.contains(page))) {
        return "EBUSY";
      }
      recorded.remove((Integer) page);
      reclaimable.remove(page);
      unreclaimable.remove(page); // Not if it was a victim.
      return "dropped";
    }

    @Override
    public Integer isolate(int task) {
      Integer page = reclaimable.poll();
      if (page != null) {
        isolated.get(task).add(page);
      }
      return page;
    }

    @Override
    public Integer putBack(int task) {
      Integer page = isolated.get(task).poll();
      if (page != null) {
        reclaimable.add(page);
      }
      return page;
    }

    @Override
    public Integer popVictim() {
      return unreclaimable.poll();
    }
  }

  /** Without {@code lru->lock}. */
  public static class Unlocked extends Live {
    public Unlocked() {
      super(new Without("lru(root)->lock", new LiveKernel()));
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
