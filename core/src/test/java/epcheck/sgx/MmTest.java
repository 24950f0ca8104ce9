package epcheck.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Finding;
import epcheck.explore.Verdict;
import epcheck.oracle.Oracles;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Address spaces that change while the reclaimer, the OOM killer or the end of an enclave is about.
 */
class MmTest {
  /** Enclave A with resident pages 0 and up, and process P that has it open and mapped in whole. */
  private static final class Scene {
    final World world;
    final SgxDriver sgx;
    final EpcCgroup root;
    final Encl a;
    final EnclFile file;
    final Mm mm;
    final Mm childMm;
    final Process process;
    final Process child;

    Scene(World world, int pages) {
      this.world = world;
      sgx = world.sgx;
      root = sgx.cgroups == null ? null : sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
      a = sgx.addEnclave("A", pages);
      file = sgx.fileOf(a);
      // Two slots each: for the SECS and every page.
      for (int i = 0; i <= pages / 2; i++) {
        world.state.addVaPage(a, sgx.epc.get(1 + pages + i), root);
      }
      for (int i = 0; i < pages; i++) {
        world.state.addResidentPage(a, i, sgx.epc.get(i), root);
      }
      world.state.addSecs(a, sgx.epc.get(pages), root);
      world.state.initialized(a);
      mm = sgx.addMm("P->mm");
      childMm = sgx.addMm("C->mm");
      process = sgx.addProcess("P", mm, root, 0, false, true);
      child = sgx.addProcess("C", childMm, root, 0, false, false);
    }

    /** The state after open() and mmap() of the whole enclave. */
    Scene mapped() {
      world.state.map(mm, a);
      return opened();
    }

    Scene opened() {
      world.state.open(a);
      world.state.dropInitialFileReferences();
      return this;
    }

    /** All pages are mapped, but have not been used of late. */
    Scene present() {
      for (int i = 0; i < a.pages; i++) {
        world.state.setPte(mm, a, i, false);
      }
      return this;
    }

    Scene process(String name, Runnable... calls) {
      sgx.current.of(world.task(name, calls)).is(process);
      return this;
    }

    Scene ksgxd() {
      int id = world.task("ksgxd", sgx.reclaimer::_reclaim);
      sgx.current.of(id).is(sgx.addKernelThread("ksgxd", root));
      return this;
    }

    /** A cgroup's worker that kills, and then reclaims. */
    Scene worker() {
      int id =
          world.task(
              "worker", () -> sgx.oomKiller.sgxEpcOom(root.lru), () -> sgx.reclaimer._reclaim());
      sgx.current.of(id).is(sgx.addKernelThread("worker", root));
      return this;
    }

    void fork() {
      sgx.mm._fork(mm, childMm, List.of(file));
    }

    void exit() {
      sgx.mm.doExit(mm, List.of(file));
    }
  }

  private static Revision revision(String name, String patch) {
    Revision base = Revisions.named(name).orElseThrow();
    return patch.isEmpty() ? base : Revisions.patchNamed(patch).orElseThrow().on(base);
  }

  private static Verdict explore(Revision revision, int pages, Consumer<Scene> build) {
    Sizes sizes = new Sizes(List.of(2 + pages + pages / 2), 0, 0, 3, 2, 0, 0);
    return World.exploreShortOfMemory(
        revision, sizes, world -> build.accept(new Scene(world, pages)));
  }

  private static Set<String> keys(Verdict verdict) {
    assertThat(verdict.complete()).isTrue();
    return verdict.violations().stream().map(v -> v.finding().key()).collect(Collectors.toSet());
  }

  private static String text(Verdict verdict, String key) {
    return verdict.violations().stream()
        .map(Verdict.Violation::finding)
        .filter(finding -> finding.key().equals(key))
        .map(Finding::text)
        .findFirst()
        .orElseThrow();
  }

  // ---- fork

  private static void forkAgainstReclaim(Scene scene) {
    scene.mapped().present().process("P", scene::fork).ksgxd();
  }

  @Test
  void aForkAgainstTheReclaimerIsSafe() {
    assertThat(keys(explore(revision("mainline", ""), 1, MmTest::forkAgainstReclaim))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-version-loop", "version-before-add"})
  void aReclaimerThatDoesNotSeeTheListChangeLeavesThePteOfAChild(String patch) {
    Verdict verdict = explore(revision("mainline", patch), 1, MmTest::forkAgainstReclaim);
    assertThat(keys(verdict)).containsExactly("stale-pte@sgx_free_epc_page");
    assertThat(text(verdict, "stale-pte@sgx_free_epc_page"))
        .isEqualTo("page#0 is freed while a PTE of C->mm still maps it (at page 0 of enclave A)");
  }

  @Test
  void aForkThatWaitsForWalkersDeadlocksWithThem() {
    Verdict verdict = explore(revision("mainline", "fork-deadlock"), 1, MmTest::forkAgainstReclaim);
    assertThat(keys(verdict))
        .contains("deadlock@sgx_encl_mm_add, sgx_reclaimer_age")
        .allMatch(key -> key.startsWith("deadlock@") || key.startsWith("lock-order@"));
  }

  @Test
  void aChildRunsWithCopiesOfItsParentsPtesOnceItIsBorn() {
    boolean[] seen = new boolean[2];
    Verdict verdict =
        explore(
            revision("mainline", ""),
            2,
            scene -> {
              scene.mapped().present().process("P", scene::fork, scene::exit);
              scene.sgx.fork._child(
                  scene.childMm,
                  scene.child,
                  () -> {
                    seen[0] |= scene.sgx.current.mine().process() == scene.child;
                    seen[1] |= scene.childMm.hasTranslation(scene.a, 1);
                    scene.sgx.mm.doExit(scene.childMm, List.of(scene.file));
                  });
            });
    assertThat(keys(verdict)).isEmpty();
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void nobodyWaitsForAChildThatIsNeverBorn() {
    Verdict verdict =
        explore(
            revision("mainline", ""),
            1,
            scene -> {
              scene.mapped().process("P", scene.process::_sendSignal, scene::fork, scene::exit);
              scene.sgx.fork._child(scene.childMm, scene.child, () -> scene.sgx.mm._close(null));
            });
    assertThat(keys(verdict)).isEmpty();
  }

  /** Memory runs out between the copy of the PTEs and sgx_vma_open(), which returns no error. */
  @Test
  void aChildWhoseOpenFailsKeepsPtesThatNoWalkerFinds() {
    Verdict verdict =
        explore(
            revision("mainline", ""),
            1,
            scene -> {
              scene.mapped().present().process("P", scene::fork).ksgxd();
              scene.world.task("memory", scene.sgx.environment::_memoryRunsOut);
            });
    assertThat(keys(verdict))
        .containsExactlyInAnyOrder("stale-pte@sgx_free_epc_page", "refcount-leak@");
  }

  @Test
  void mprotectInAChildWhoseOpenFailedFollowsNull() {
    Verdict verdict =
        explore(
            revision("mainline", ""),
            1,
            scene -> {
              scene.mapped().process("P", scene::fork);
              scene.world.task("memory", scene.sgx.environment::_memoryRunsOut);
              scene.sgx.fork._child(
                  scene.childMm,
                  scene.child,
                  () -> scene.sgx.mm._mprotect(scene.childMm, scene.a, 0, 1, Vma.VM_READ));
            });
    assertThat(keys(verdict)).containsExactly("null-dereference@sgx_encl_may_map");
  }

  // ---- mmap

  private static void mapWithASignalPending(Scene scene) {
    scene
        .opened()
        .process(
            "P",
            scene.process::_sendSignal,
            () -> scene.sgx.mm._mmap(scene.mm, scene.file, 0, 1, Vma.VM_READ),
            scene::exit);
  }

  @Test
  void mmapLeaksAReferenceWhenThereIsNoNotifier() {
    Verdict verdict = explore(revision("mainline", ""), 1, MmTest::mapWithASignalPending);
    assertThat(keys(verdict)).containsExactly("refcount-leak@");
    assertThat(text(verdict, "refcount-leak@")).startsWith("A->refcount is 1 at rest");
  }

  @Test
  void theFixOfTheLeakHolds() {
    assertThat(keys(explore(revision("mainline", "mm-add-put"), 1, MmTest::mapWithASignalPending)))
        .isEmpty();
  }

  @Test
  void mmapGivesNoMoreThanThePageHas() {
    int[] returned = new int[3];
    Verdict verdict =
        explore(
            revision("mainline", ""),
            2,
            scene -> {
              scene.a.pageArray.load(1).vmMaxProtBits.set(Vma.VM_READ);
              int rw = Vma.VM_READ | Vma.VM_WRITE;
              scene
                  .opened()
                  .process(
                      "P",
                      () -> returned[0] = scene.sgx.mm._mmap(scene.mm, scene.file, 0, 1, rw),
                      () -> returned[1] = scene.sgx.mm._mprotect(scene.mm, scene.a, 0, 1, 0),
                      () -> returned[2] = scene.sgx.mm._mmap(scene.mm, scene.file, 0, 2, rw),
                      scene::exit);
            });
    assertThat(keys(verdict)).isEmpty();
    assertThat(returned).containsExactly(0, 0, -Errno.EACCES);
  }

  // ---- munmap, mprotect

  @Test
  void aPartialMunmapAgainstTheReclaimerIsSafe() {
    Verdict verdict =
        explore(
            revision("mainline", ""),
            2,
            scene ->
                scene
                    .mapped()
                    .present()
                    .process("P", () -> scene.sgx.mm._munmap(scene.mm, scene.a, 0, 1))
                    .ksgxd());
    assertThat(keys(verdict)).isEmpty();
  }

  @Test
  void munmapOfTheMiddleLeavesTwoVmas() {
    int[] left = new int[1];
    explore(
        revision("mainline", ""),
        3,
        scene ->
            scene
                .mapped()
                .present()
                .process(
                    "P",
                    () -> scene.sgx.mm._munmap(scene.mm, scene.a, 1, 2),
                    () -> {
                      scene.mm.mmapLock.downRead();
                      left[0] = 0;
                      for (int i = 0; i < 3; i++) {
                        left[0] |= scene.mm.lookup(scene.a, i) != null ? 1 << i : 0;
                        left[0] |= scene.mm.hasTranslation(scene.a, i) ? 8 << i : 0;
                      }
                      scene.mm.mmapLock.upRead();
                    },
                    scene::exit));
    assertThat(left[0]).isEqualTo(0b101_101);
  }

  /** The whole mapping goes after the descriptor: sgx_release() runs as task work of munmap(). */
  @Test
  void theLastMunmapReleasesTheEnclave() {
    boolean[] alive = {true};
    Verdict verdict =
        explore(
            revision("mainline", ""),
            1,
            scene ->
                scene
                    .mapped()
                    .process(
                        "P",
                        () -> scene.sgx.mm._close(scene.file),
                        () -> scene.sgx.mm._munmap(scene.mm, scene.a, 0, 1),
                        () -> alive[0] = scene.sgx.kernel.isAlive(scene.a)));
    assertThat(keys(verdict)).isEmpty();
    assertThat(alive[0]).isFalse();
  }

  /**
   * After NO_MEMORY is set sgx_encl_mm_add() refuses even an mm that is on the list, so that
   * sgx_vma_open() takes the enclave away from the new half of the VMA: the killer does not zap it.
   */
  @Test
  void aSplitDuringAKillHidesAVmaFromTheKillerOfV5() {
    Verdict verdict =
        explore(
            revision("v5", ""),
            2,
            scene ->
                scene
                    .mapped()
                    .present()
                    .process(
                        "P", () -> scene.sgx.mm._mprotect(scene.mm, scene.a, 1, 2, Vma.VM_READ))
                    .worker());
    assertThat(keys(verdict)).containsExactly("stale-pte@sgx_free_epc_page");
  }

  /** The second mprotect() meets the half of the VMA that has lost its enclave. */
  @Test
  void aSplitDuringAKillMakesTheNextMprotectOfV5FollowNull() {
    Verdict verdict =
        explore(
            revision("v5", ""),
            2,
            scene -> {
              int rw = Vma.VM_READ | Vma.VM_WRITE;
              scene
                  .mapped()
                  .process(
                      "P",
                      () -> scene.sgx.mm._mprotect(scene.mm, scene.a, 1, 2, Vma.VM_READ),
                      () -> scene.sgx.mm._mprotect(scene.mm, scene.a, 0, 2, rw));
              scene.world.task("worker", () -> scene.sgx.oomKiller.sgxEpcOom(scene.root.lru));
            });
    assertThat(keys(verdict)).containsExactly("null-dereference@sgx_encl_may_map");
  }

  // ---- CPUs inside the enclave, and debuggers

  @Test
  void aRunningThreadIsInterruptedBeforeItsPageGoes() {
    Verdict verdict =
        explore(
            revision("mainline", ""),
            1,
            scene -> {
              scene.sgx.epcm._cpusMayBeInside();
              scene
                  .mapped()
                  .present()
                  .process("P", () -> scene.sgx.mm._run(scene.mm, scene.a, 0))
                  .ksgxd();
            });
    assertThat(keys(verdict)).isEmpty();
  }

  @Test
  void aFaultInsertsNoPteIntoAnMmThatIsNotListed() {
    Consumer<Scene> faultAgainstKill =
        scene -> {
          ((Oracles) scene.sgx.witness).watchFor("unlisted-pte", scene.sgx);
          scene.mapped().process("P", () -> scene.sgx.mm._access(scene.mm, scene.a, 0));
          if (scene.root != null) {
            scene.world.task("worker", () -> scene.sgx.oomKiller.sgxEpcOom(scene.root.lru));
          } else {
            scene.ksgxd();
          }
        };
    assertThat(keys(explore(revision("mainline", ""), 1, faultAgainstKill))).isEmpty();
    assertThat(keys(explore(revision("v5", ""), 1, faultAgainstKill)))
        .containsExactly("unlisted-pte@vmf_insert_pfn");
  }

  // ---- the end of an enclave

  @ParameterizedTest
  @CsvSource({"mainline, no-mm-ref", "mainline, mmrel-wrong-fix", "v5, no-mm-ref"})
  void anExitingMmWithoutAReferenceTouchesAFreedEnclave(String revision, String patch) {
    Verdict verdict =
        explore(
            revision(revision, patch),
            1,
            scene -> {
              scene
                  .mapped()
                  .process(
                      "P",
                      () -> scene.sgx.mm._munmap(scene.mm, scene.a, 0, 1),
                      () -> scene.sgx.mm.doExit(scene.mm, List.of()));
              // The descriptor was passed to another process, which closes it.
              scene.world.task("Q", () -> scene.sgx.mm._close(scene.file));
            });
    assertThat(keys(verdict)).contains("use-after-free@sgx_mmu_notifier_release");
  }
}
