package epcheck.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Verdict;
import epcheck.revision.Mainline;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What was written out can be loaded again, against reclaimers, faults and memory reclaim. */
class BackingTest {
  private static final Sizes SIX_PAGES = new Sizes(List.of(6), 0, 0, 1, 1, 1, 1);

  private static Revision patched(String patch) {
    return Revisions.patchNamed(patch).orElseThrow().on(new Mainline());
  }

  private static List<String> broken(Verdict verdict) {
    assertThat(verdict.complete()).isTrue();
    TreeSet<String> keys = new TreeSet<>();
    verdict.violations().forEach(violation -> keys.add(violation.finding().key()));
    return List.copyOf(keys);
  }

  /** Page 0 is resident, page 1 is swapped out, and so has the only entry of the PCMD page. */
  private static final class Enclave {
    final Encl encl;
    final Mm mm;
    final World world;

    Enclave(World world) {
      this.world = world;
      encl = world.sgx.addEnclave("A", 2);
      mm = world.sgx.addMm("M");
      world.state.addVaPage(encl, world.sgx.epc.get(0), null);
      world.state.addVaPage(encl, world.sgx.epc.get(3), null);
      world.state.initialized(encl);
      world.state.addSecs(encl, world.sgx.epc.get(1), null);
      world.state.addResidentPage(encl, 0, world.sgx.epc.get(2), null);
      world.state.addSwappedPage(encl, 1);
      world.state.map(mm, encl);
      world.state.dropInitialFileReferences();
    }

    void reclaimer() {
      world.task("reclaimer", () -> world.sgx.reclaimer._reclaim());
    }

    void thread(Runnable... calls) {
      int id = world.task("T", calls);
      world.sgx.current.of(id).is(world.sgx.addProcess("T", mm, null, 0, false, false));
    }

    Runnable touches(int index) {
      return () -> world.sgx.mm._access(mm, encl, index);
    }
  }

  private static Verdict reclaimAgainstFault(Revision revision) {
    return World.explore(
        revision,
        SIX_PAGES,
        world -> {
          Enclave it = new Enclave(world);
          it.reclaimer();
          it.thread(it.touches(1), it.touches(0));
        });
  }

  @Test
  void mainlineLosesNoPcmd() {
    assertThat(broken(reclaimAgainstFault(new Mainline()))).isEmpty();
  }

  @Test
  void emptyPcmdPageIsTruncatedUnderReclaimer() {
    assertThat(broken(reclaimAgainstFault(patched("pcmd-race"))))
        .containsExactly(
            "lost-data@__sgx_encl_eldu",
            "swapped-page@",
            "warn-on@__sgx_encl_eldu",
            "wrong-sigbus@sgx_vma_fault");
  }

  @Test
  void backingPinnedWithoutLockIsTruncated() {
    assertThat(broken(reclaimAgainstFault(patched("backing-unlocked"))))
        .containsExactly(
            "lost-data@__sgx_encl_eldu",
            "swapped-page@",
            "warn-on@__sgx_encl_eldu",
            "wrong-sigbus@sgx_vma_fault");
  }

  private static Verdict reclaimAgainstSwap(Revision revision) {
    return World.explore(
        revision,
        SIX_PAGES,
        world -> {
          Enclave it = new Enclave(world);
          world.sgx.backing._memoryMayBeReclaimed(it.encl);
          world.task(
              "kswapd",
              () -> world.sgx.backing._writeBack(it.encl),
              () -> world.sgx.backing._dropClean(it.encl));
          it.reclaimer();
          it.thread(it.touches(1), it.touches(0));
        });
  }

  @Test
  void memoryReclaimTakesNothingThatIsNeeded() {
    assertThat(broken(reclaimAgainstSwap(new Mainline()))).isEmpty();
  }

  @Test
  void pagesThatNobodyMarksDirtyAreDropped() {
    assertThat(broken(reclaimAgainstSwap(patched("ewb-not-dirty"))))
        .containsExactly(
            "lost-data@__sgx_encl_eldu",
            "swapped-page@",
            "warn-on@__sgx_encl_eldu",
            "wrong-sigbus@sgx_vma_fault");
  }

  /** A pinned page is not dropped, so when it is marked dirty before it is unpinned is the same. */
  @Test
  void dirtyWhenPutIsEarlyEnough() {
    assertThat(broken(reclaimAgainstSwap(patched("backing-not-dirty")))).isEmpty();
  }

  /** What was swapped in is dirty already. */
  @Test
  void clearedPcmdIsDirtyAnyway() {
    assertThat(broken(reclaimAgainstSwap(patched("pcmd-not-dirty")))).isEmpty();
  }

  private static Verdict secsWithoutBacking(Revision revision) {
    return World.exploreShortOfMemory(
        revision,
        SIX_PAGES,
        world -> {
          Enclave it = new Enclave(world);
          world.task("memory", () -> world.sgx.environment._memoryRunsOut());
          world.task(
              "reclaimer",
              () -> world.sgx.reclaimer._reclaim(),
              () ->
                  world
                      .setup
                      .kernel()
                      .observe(
                          new Seen(
                              "secs-stays",
                              it.encl.pageArray.load(0).epcPage.get() == null
                                  && it.encl.secs.epcPage.get() != null)));
        });
  }

  /** Reports a state that is to be reached, so that a test can tell that it is. */
  private record Seen(String name, boolean reached) implements epcheck.kernel.Kernel.Rule {
    @Override
    public String breach() {
      return reached ? name : null;
    }
  }

  @Test
  void secsStaysWithoutBacking() {
    assertThat(broken(secsWithoutBacking(new Mainline()))).containsExactly("secs-stays@");
  }
}
