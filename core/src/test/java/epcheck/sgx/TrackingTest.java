package epcheck.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Verdict;
import epcheck.revision.Mainline;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.revision.V5;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** CPUs inside enclaves, and what the hardware refuses because of them. */
class TrackingTest {
  private static final Sizes SIX_PAGES = new Sizes(List.of(6), 0, 0, 1, 1, 1, 1);

  private static List<String> broken(Verdict verdict) {
    assertThat(verdict.complete()).isTrue();
    TreeSet<String> keys = new TreeSet<>();
    verdict.violations().forEach(violation -> keys.add(violation.finding().key()));
    return List.copyOf(keys);
  }

  private static Encl enclave(World world) {
    Encl encl = world.sgx.addEnclave("A", 2);
    world.state.addVaPage(encl, world.sgx.epc.get(0), null);
    world.state.addVaPage(encl, world.sgx.epc.get(1), null);
    world.state.initialized(encl);
    world.state.addSecs(encl, world.sgx.epc.get(2), null);
    world.state.addResidentPage(encl, 0, world.sgx.epc.get(3), null);
    world.state.addResidentPage(encl, 1, world.sgx.epc.get(4), null);
    return encl;
  }

  private static Verdict reclaimWithThreadInside(Revision revision) {
    return World.explore(
        revision,
        SIX_PAGES,
        world -> {
          Encl encl = enclave(world);
          Mm mm = world.sgx.addMm("M");
          world.state.map(mm, encl);
          world.state.setPte(mm, encl, 0, false);
          world.state.dropInitialFileReferences();
          world.sgx.epcm._cpusMayBeInside();
          int thread =
              world.task(
                  "T",
                  () -> world.sgx.mm._run(mm, encl, 0),
                  () -> world.sgx.mm._run(mm, encl, 1),
                  () -> world.sgx.mm._leaveEnclave());
          world.sgx.current.of(thread).is(world.sgx.addProcess("T", mm, null, 0, false, false));
          world.task("reclaimer", () -> world.sgx.reclaimer._reclaim());
        });
  }

  @Test
  void interruptsLetEwbSucceed() {
    assertThat(broken(reclaimWithThreadInside(new Mainline()))).isEmpty();
  }

  @Test
  void withoutInterruptsEwbFailsForGood() {
    Revision patched = Revisions.patchNamed("skip-etrack-ipi").orElseThrow().on(new Mainline());
    assertThat(broken(reclaimWithThreadInside(patched)))
        .contains("warn-on@sgx_encl_ewb", "valid-page-freed@sgx_free_epc_page", "swapped-page@");
  }

  /** One task calls the leaves one after the other, on the enclave's page 0. */
  private static Verdict inTurn(LeavesOfPage calls) {
    return World.explore(
        new Mainline(),
        SIX_PAGES,
        world -> {
          Encl encl = enclave(world);
          world.state.dropInitialFileReferences();
          world.sgx.epcm._cpusMayBeInside();
          Runnable run =
              () -> {
                encl.lock.lock();
                calls.call(world.sgx, encl);
                encl.lock.unlock();
              };
          world.task("K", run);
        });
  }

  private interface LeavesOfPage {
    void call(SgxDriver sgx, Encl encl);
  }

  private static void returns(SgxDriver sgx, int expected, int ret) {
    sgx.kernel.warnOn(ret != expected, ret + " in the place of " + expected);
  }

  @Test
  void ewbNeedsEtrackAfterEblock() {
    Verdict verdict =
        inTurn(
            (sgx, encl) -> {
              EpcPage page = encl.pageArray.load(0).epcPage.get();
              EpcPage secs = encl.secs.epcPage.get();
              VaPage va = encl.vaPages.firstEntry();
              returns(sgx, Epcm.PAGE_NOT_BLOCKED, sgx.epcm.__ewb(page, va, 0));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__etrack(secs));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__eblock(page));
              returns(sgx, Epcm.BLKSTATE, sgx.epcm.__eblock(page));
              returns(sgx, Epcm.NOT_TRACKED, sgx.epcm.__ewb(page, va, 0));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__etrack(secs));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__ewb(page, va, 0));
              returns(sgx, Epcm.PG_INVLD, sgx.epcm.__eblock(page));
              returns(sgx, Epcm.PAGE_FAULT, sgx.epcm.__ewb(page, va, 8));
            });
    assertThat(texts(verdict)).isEmpty();
  }

  @Test
  void ewbWaitsForCpusOfTheEpochBefore() {
    Verdict verdict =
        inTurn(
            (sgx, encl) -> {
              EpcPage page = encl.pageArray.load(0).epcPage.get();
              EpcPage secs = encl.secs.epcPage.get();
              VaPage va = encl.vaPages.firstEntry();
              sgx.epcm._enter(encl);
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__eblock(page));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__etrack(secs));
              returns(sgx, Epcm.NOT_TRACKED, sgx.epcm.__ewb(page, va, 0));
              returns(sgx, Epcm.PREV_TRK_INCMPL, sgx.epcm.__etrack(secs));
              sgx.epcm._leave(encl);
              sgx.epcm._enter(encl);
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__etrack(secs));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__ewb(page, va, 0));
            });
    assertThat(texts(verdict)).isEmpty();
  }

  @Test
  void leavesRefuseWhatTheyMust() {
    Verdict verdict =
        inTurn(
            (sgx, encl) -> {
              EnclPage entry = encl.pageArray.load(0);
              EpcPage page = entry.epcPage.get();
              EpcPage secs = encl.secs.epcPage.get();
              EpcPage free = sgx.epc.get(5);
              VaPage va = encl.vaPages.firstEntry();
              returns(sgx, Epcm.PG_IS_SECS, sgx.epcm.__eblock(secs));
              returns(sgx, Epcm.NOTBLOCKABLE, sgx.epcm.__eblock(va.epcPage.get()));
              returns(sgx, Epcm.CHILD_PRESENT, sgx.epcm.__ewb(secs, va, 0));
              returns(sgx, Epcm.CHILD_PRESENT, sgx.epcm.__eremove(secs));
              returns(sgx, Epcm.GENERAL_PROTECTION, sgx.epcm.__eadd(free, entry, secs));
              returns(sgx, Epcm.PAGE_FAULT, sgx.epcm.__eaug(page, entry, secs));
              returns(sgx, Epcm.PAGE_FAULT, sgx.epcm.__eaug(free, entry, page));
              returns(sgx, Epcm.PAGE_ATTRIBUTES_MISMATCH, sgx.epcm._eaccept(encl, 0));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__emodt(page, PageType.TRIM));
              returns(sgx, Epcm.PAGE_NOT_MODIFIABLE, sgx.epcm.__emodpr(page));
              returns(sgx, Epcm.NOT_TRACKED, sgx.epcm._eaccept(encl, 0));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__etrack(secs));
              returns(sgx, Epcm.SUCCESS, sgx.epcm._eaccept(encl, 0));
              returns(sgx, Epcm.PAGE_FAULT, sgx.epcm.__emodpr(page));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__eremove(page));
              returns(sgx, Epcm.SUCCESS, sgx.epcm.__eremove(page));
            });
    assertThat(texts(verdict)).isEmpty();
  }

  @Test
  void eremoveRefusesWhileAnotherCpuIsInside() {
    Verdict verdict =
        World.explore(
            new Mainline(),
            SIX_PAGES,
            world -> {
              Encl encl = enclave(world);
              world.state.dropInitialFileReferences();
              world.sgx.epcm._cpusMayBeInside();
              world.task("T", () -> world.sgx.epcm._enter(encl));
              EpcPage page = encl.pageArray.load(0).epcPage.get();
              world.task(
                  "K",
                  () -> {
                    encl.lock.lock();
                    returns(world.sgx, Epcm.SUCCESS, world.sgx.epcm.__eremove(page));
                    encl.lock.unlock();
                  });
            });
    assertThat(texts(verdict))
        .containsExactly("WARNING: " + Epcm.ENCLAVE_ACT + " in the place of " + Epcm.SUCCESS);
  }

  /**
   * 6.2 of the facts, carried on: a thread enters through a PTE that a fault has inserted after the
   * kill. The kill has emptied mm_list, so no interrupt reaches the thread, and EWB fails for good.
   */
  @Test
  void killLeavesNobodyToInterrupt() {
    Verdict verdict =
        World.explore(
            new V5(),
            SIX_PAGES,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              SgxDriver sgx = world.sgx;
              Encl encl = sgx.addEnclave("A", 1);
              world.state.addVaPage(encl, sgx.epc.get(0), root);
              world.state.initialized(encl);
              world.state.addSecs(encl, sgx.epc.get(1), root);
              world.state.addResidentPage(encl, 0, sgx.epc.get(2), root);
              Mm mm = sgx.addMm("M");
              world.state.map(mm, encl);
              world.state.dropInitialFileReferences();
              sgx.epcm._cpusMayBeInside();
              int thread =
                  world.task("T", () -> sgx.mm._run(mm, encl, 0), () -> sgx.mm._leaveEnclave());
              sgx.current.of(thread).is(sgx.addProcess("T", mm, root, 0, false, false));
              world.task(
                  "kworker",
                  () -> sgx.oomKiller.sgxEpcOom(root.lru),
                  () -> sgx.reclaimer._reclaim());
            });
    assertThat(broken(verdict))
        .contains("warn-on@sgx_encl_ewb", "valid-page-freed@sgx_free_epc_page");
  }

  private static List<String> texts(Verdict verdict) {
    return verdict.violations().stream()
        .map(violation -> violation.finding().text())
        .filter(text -> text.startsWith("WARNING"))
        .toList();
  }
}
