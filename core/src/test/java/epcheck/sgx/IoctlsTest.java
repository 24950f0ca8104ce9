package epcheck.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Result;
import epcheck.revision.Mainline;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.revision.V5;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Enclaves that are made and changed by ioctls, against the reclaimer, faults, and each other. */
class IoctlsTest {
  private static Revision revision(String name, String... patches) {
    Revision revision = name.equals("v5") ? new V5() : new Mainline();
    for (String patch : patches) {
      revision = Revisions.patchNamed(patch).orElseThrow().on(revision);
    }
    return revision;
  }

  private static Sizes sizes(int epc) {
    return new Sizes(List.of(epc), 0, 0, 4, 2, 3, 3);
  }

  private static Set<String> keys(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).collect(Collectors.toSet());
  }

  /** A world with one process that has enclave A open. */
  private static final class Model {
    final World world;
    final SgxDriver sgx;
    final StateBuilder state;
    final Encl encl;
    final EnclFile file;
    final Mm mm;
    final EpcCgroup root;
    private int epc;

    Model(World world, int pages) {
      this.world = world;
      sgx = world.sgx;
      state = world.state;
      root = sgx.cgroups == null ? null : sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
      encl = sgx.addEnclave("A", pages);
      file = sgx.fileOf(encl);
      mm = sgx.addMm("P->mm");
      state.lacksPages(encl);
    }

    EpcPage epc() {
      return sgx.epc.get(epc++);
    }

    /** Initialized, with these pages resident, and mapped. */
    Model initialized(int... resident) {
      return built(true, resident);
    }

    Model built(boolean initialized, int... resident) {
      state.addVaPage(encl, epc(), root);
      if (initialized) {
        state.initialized(encl);
      } else {
        state.created(encl);
      }
      for (int i : resident) {
        if (encl.pageCnt.get() % VaPage.SLOT_COUNT == 0) {
          state.addVaPage(encl, epc(), root);
        }
        state.addResidentPage(encl, i, epc(), root);
      }
      state.addSecs(encl, epc(), root);
      return mapped();
    }

    Model mapped() {
      state.map(mm, encl);
      state.open(encl);
      state.dropInitialFileReferences();
      return this;
    }

    void thread(String name, Runnable... calls) {
      int id = world.task(name, calls);
      sgx.current.of(id).is(sgx.addProcess(name, mm, root, 0, false, false));
    }

    void ksgxd(Runnable... calls) {
      int id = world.task("ksgxd", calls);
      sgx.current.of(id).is(sgx.addKernelThread("ksgxd", root));
    }

    Runnable exit() {
      return () -> sgx.mm.doExit(mm, List.of(file));
    }

    Runnable access(int index) {
      return () -> sgx.mm._access(mm, encl, index);
    }

    Runnable expect(int result, java.util.function.IntSupplier call) {
      return () -> {
        int ret = call.getAsInt();
        sgx.kernel.warnOn(ret != result, "returned " + ret);
      };
    }
  }

  private static Verdict explore(Revision revision, int epc, int pages, Consumer<Model> build) {
    return World.explore(revision, sizes(epc), world -> build.accept(new Model(world, pages)));
  }

  private static void assertProved(Verdict verdict) {
    assertThat(keys(verdict)).isEmpty();
    assertThat(verdict.result()).isEqualTo(Result.PROVED);
    assertThat(verdict.complete()).isTrue();
    assertThat(verdict.races()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v5"})
  void anEnclaveIsMadeUsedAndReleased(String name) {
    Verdict verdict =
        explore(
            revision(name),
            5,
            2,
            m -> {
              m.mapped();
              m.thread(
                  "P",
                  m.expect(-Errno.EINVAL, () -> m.sgx.ioctls._addPages(m.file, 0, 1)),
                  m.expect(0, () -> m.sgx.ioctls._create(m.file)),
                  m.expect(-Errno.EINVAL, () -> m.sgx.ioctls._create(m.file)),
                  m.expect(0, () -> m.sgx.ioctls._addPages(m.file, 0, 2)),
                  m.expect(-Errno.EINVAL, () -> m.sgx.ioctls._removePages(m.file, 0, 1)),
                  m.expect(0, () -> m.sgx.ioctls._init(m.file)),
                  m.expect(-Errno.EINVAL, () -> m.sgx.ioctls._addPages(m.file, 1, 1)),
                  m.access(1),
                  m.exit(),
                  m.expect(-Errno.EBADF, () -> m.sgx.ioctls._init(m.file)));
            });
    assertProved(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v5"})
  void aPageThatIsThereIsNotAddedAgainAndItsVaPageGoes(String name) {
    Verdict verdict =
        explore(
            revision(name),
            6,
            3,
            m -> {
              // SECS and one page: another one takes another VA page.
              m.built(false, 0);
              m.thread(
                  "P",
                  m.expect(-Errno.EBUSY, () -> m.sgx.ioctls._addPages(m.file, 0, 1)),
                  () -> {
                    m.encl.lock.lock();
                    m.sgx.kernel.warnOn(m.encl.pageCnt.get() != 2, "page_cnt");
                    m.encl.lock.unlock();
                  },
                  m.exit());
            });
    assertProved(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v5"})
  void pagesAreAddedWhileOthersAreReclaimed(String name) {
    assertProved(explore(revision(name), 4, 2, m -> addWhileReclaiming(m)));
  }

  private static void addWhileReclaiming(Model m) {
    m.built(false, 0);
    m.thread("P", () -> m.sgx.ioctls._addPages(m.file, 1, 1));
    m.ksgxd(m.sgx.reclaimer::_reclaim);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v5"})
  void addingPagesWithoutTheLockIsFound(String name) {
    Verdict verdict =
        explore(revision(name, "add-page-unlocked"), 5, 2, m -> addWhileReclaiming(m));
    assertThat(keys(verdict)).contains("child-count@sgx_reclaimer_write");
    assertThat(verdict.races()).isNotEmpty();
  }

  @Test
  void ofTwoIoctlsAtOnceOneIsRefused() {
    Verdict verdict =
        explore(
            revision("mainline"),
            3,
            1,
            m -> {
              m.initialized(0);
              m.thread("P", () -> m.sgx.ioctls._restrictPermissions(m.file, 0, 1));
              m.thread(
                  "Q",
                  () -> {
                    int ret = m.sgx.ioctls._restrictPermissions(m.file, 0, 1);
                    m.sgx.kernel.warnOn(ret != 0, "returned " + ret);
                  });
            });
    assertThat(keys(verdict)).containsExactly("warn-on@");
    assertThat(verdict.violations().get(0).finding().text()).contains("returned -16");
  }

  @Test
  void anIoctlThatFailsMayNotKeepTheBit() {
    assertThat(keys(explore(revision("mainline", "ioctl-bit-kept"), 3, 1, m -> failingInit(m))))
        .containsExactly("ioctl-bit@");
    assertProved(explore(revision("mainline"), 3, 1, m -> failingInit(m)));
  }

  private static void failingInit(Model m) {
    m.initialized(0);
    m.thread("P", m.expect(-Errno.EINVAL, () -> m.sgx.ioctls._init(m.file)));
  }

  // ---- EAUG

  @Test
  void ofTwoThreadsThatTouchANewPageMainlineKillsOne() {
    Verdict verdict = explore(revision("mainline"), 6, 2, m -> twoTouchANewPage(m));
    assertThat(keys(verdict)).containsExactly("wrong-sigbus@sgx_encl_eaug_page");
    assertProved(explore(revision("mainline", "eaug-busy-nopage"), 6, 2, m -> twoTouchANewPage(m)));
  }

  private static void twoTouchANewPage(Model m) {
    m.initialized(0);
    m.thread("P", m.access(1));
    m.thread("Q", m.access(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v5"})
  void aNewPageNeedsTheSecs(String name) {
    assertProved(explore(revision(name), 5, 2, m -> newPageWhileTheLastIsReclaimed(m)));
    Verdict verdict =
        explore(revision(name, "eaug-null-secs"), 5, 2, m -> newPageWhileTheLastIsReclaimed(m));
    assertThat(keys(verdict)).contains("null-dereference@__eaug");
  }

  private static void newPageWhileTheLastIsReclaimed(Model m) {
    m.initialized(0);
    m.thread("P", m.access(1));
    m.ksgxd(m.sgx.reclaimer::_reclaim);
  }

  @Test
  void aNewPageWaitsForItsVaPage() {
    // One page is free for the page, none for its VA page.
    assertProved(explore(revision("mainline"), 4, 2, m -> newPageWhileTheLastIsReclaimed(m)));
    Verdict verdict =
        explore(
            revision("mainline", "va-busy-sigbus"), 4, 2, m -> newPageWhileTheLastIsReclaimed(m));
    assertThat(keys(verdict)).contains("wrong-sigbus@sgx_encl_eaug_page");
  }

  // ---- removal

  @Test
  void aFaultMapsAPageThatMainlineIsAboutToFree() {
    Verdict verdict = explore(revision("mainline"), 5, 2, m -> removeWhileTouched(m));
    assertThat(keys(verdict)).containsExactly("stale-pte@sgx_free_epc_page");
    assertProved(explore(revision("mainline", "remove-busy"), 5, 2, m -> removeWhileTouched(m)));
  }

  private static void removeWhileTouched(Model m) {
    m.state.addVaPage(m.encl, m.epc(), m.root);
    m.state.initialized(m.encl);
    m.state.addResidentPage(m.encl, 0, m.epc(), m.root, PageType.TRIM);
    m.state.addSecs(m.encl, m.epc(), m.root);
    m.mapped();
    m.thread("P", m.expect(0, () -> m.sgx.ioctls._removePages(m.file, 0, 1)));
    m.thread("Q", m.access(0));
  }

  /**
   * {@code sgx_reclaim_pages()} takes the enclave to put from the page that it has just written
   * out. Nothing keeps that one any more: loaded again, trimmed and removed meanwhile, it is freed.
   */
  @ParameterizedTest
  @CsvSource({"mainline, sgx_reclaim_pages", "v5, sgx_reclaim_epc_pages"})
  void theReclaimerTouchesAPageThatWasRemoved(String name, String function) {
    Verdict verdict = explore(revision(name), 4, 1, m -> trimWhileReclaimed(m));
    assertThat(keys(verdict)).containsExactly("use-after-free@" + function);
  }

  private static void trimWhileReclaimed(Model m) {
    m.initialized(0);
    m.thread(
        "P",
        () -> {
          if (m.sgx.ioctls._modifyTypes(m.file, 0, 1, PageType.TRIM) == 0
              && m.sgx.ioctls._removePages(m.file, 0, 1) == -Errno.EPERM
              && m.sgx.epcm._eaccept(m.encl, 0) == Epcm.SUCCESS) {
            m.sgx.ioctls._removePages(m.file, 0, 1);
          }
        });
    m.ksgxd(m.sgx.reclaimer::_reclaim);
  }

  @Test
  void aPageBecomesTcsWhileReclaimed() {
    Verdict verdict =
        explore(
            revision("mainline"),
            4,
            1,
            m -> {
              m.initialized(0);
              m.thread(
                  "P", () -> m.sgx.ioctls._modifyTypes(m.file, 0, 1, PageType.TCS), m.access(0));
              m.ksgxd(m.sgx.reclaimer::_reclaim);
            });
    assertProved(verdict);
  }

  // ---- ptrace

  @Test
  void aDebuggerWaitsForAPageThatIsReclaimed() {
    Verdict verdict =
        explore(
            revision("mainline"),
            4,
            1,
            m -> {
              m.state.allowDebug(m.encl);
              m.initialized(0);
              m.ksgxd(m.sgx.reclaimer::_reclaim);
              m.thread("gdb", m.expect(0, () -> m.sgx.mm.accessRemoteVm(m.mm, m.encl, 0)));
            });
    assertProved(verdict);
  }

  // ---- memory is short

  private static Verdict exploreShortOfMemory(
      Revision revision, int epc, int pages, Consumer<Model> build) {
    return World.exploreShortOfMemory(
        revision, sizes(epc), world -> build.accept(new Model(world, pages)));
  }

  private static void memoryRunsOut(Model m) {
    m.world.task("memory", m.sgx.environment::_memoryRunsOut, m.sgx.environment::_memoryIsBack);
  }

  @Test
  void whereverMemoryRunsOutCreateUndoesAllThatItHasDone() {
    Verdict verdict =
        exploreShortOfMemory(
            revision("mainline"),
            3,
            1,
            m -> {
              m.mapped();
              m.thread("P", () -> m.sgx.ioctls._create(m.file), m.exit());
              memoryRunsOut(m);
            });
    assertProved(verdict);
  }

  @Test
  void anEaddThatFailsIsRolledBackOnce() {
    assertProved(exploreShortOfMemory(revision("mainline"), 5, 2, m -> addWhenMemoryRunsOut(m)));
    Verdict verdict =
        exploreShortOfMemory(
            revision("mainline", "double-add-undo"), 5, 2, m -> addWhenMemoryRunsOut(m));
    assertThat(keys(verdict)).contains("page-freed-twice@sgx_free_epc_page");
  }

  private static void addWhenMemoryRunsOut(Model m) {
    m.built(false, 0);
    m.thread("P", () -> m.sgx.ioctls._addPages(m.file, 1, 1));
    memoryRunsOut(m);
  }

  @Test
  void aFaultThatFindsNoMemoryIsTriedAgainOrKillsButLeavesNothing() {
    Verdict verdict =
        exploreShortOfMemory(
            revision("mainline"),
            5,
            2,
            m -> {
              m.initialized(0);
              m.thread("P", m.access(1), m.exit());
              memoryRunsOut(m);
            });
    assertProved(verdict);
  }

  // ---- the killer

  /** 6.6 of the facts: an ioctl looks for NO_MEMORY once. */
  @Test
  void aRunningIoctlGoesOnAllocatingForAKilledEnclave() {
    Verdict verdict =
        explore(
            revision("v5"),
            5,
            2,
            m -> {
              m.built(false, 0);
              m.thread(
                  "P",
                  () -> {
                    int ret = m.sgx.ioctls._addPages(m.file, 1, 1);
                    boolean killed = m.encl.flags.testBit(Encl.NO_MEMORY);
                    m.sgx.kernel.warnOn(ret == 0 && killed, "added to a killed enclave");
                    m.sgx.kernel.warnOn(
                        killed && m.sgx.ioctls._addPages(m.file, 1, 1) != -Errno.ENOMEM,
                        "the next one, too");
                  });
              int oom = m.world.task("oom", () -> m.sgx.oomKiller.sgxEpcOom(m.root.lru));
              m.sgx.current.of(oom).is(m.sgx.addKernelThread("oom", m.root));
            });
    assertThat(verdict.violations().stream().map(v -> v.finding().text()))
        .anyMatch(text -> text.contains("added to a killed enclave"))
        .noneMatch(text -> text.contains("the next one, too"));
  }
}
