package epcheck.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Verdict;
import epcheck.kernel.Event;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel.Rule;
import epcheck.revision.Mainline;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.revision.V5;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page allocator, ksgxd and memory errors, function by function. */
class EpcAllocatorTest {
  /** One enclave takes three pages: VA, SECS, and the page itself. */
  private static final int ENCLAVE = 3;

  static Stream<Revision> revisions() {
    return Stream.of(new Mainline(), new V5());
  }

  // ---- ksgxd

  @ParameterizedTest
  @MethodSource("revisions")
  void anAllocationBelowTheLowWatermarkHasKsgxdReclaim(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(1, 2, ENCLAVE + 1),
            world -> {
              Encl encl = enclave(world);
              world.task("T", () -> allocateAndFree(world));
              world.setup.atEnd(rule(() -> isResident(encl) ? "ksgxd slept on" : null));
            });
    assertThat(rules(verdict)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void anAllocationThatLeavesEnoughPagesDoesNotWakeKsgxd(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(1, 3, ENCLAVE + 2),
            world -> {
              Encl encl = enclave(world);
              world.task("T", () -> allocateAndFree(world));
              world.setup.atEnd(rule(() -> isResident(encl) ? null : "ksgxd did not sleep"));
            });
    assertThat(rules(verdict)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void ksgxdGoesOnUntilTheHighWatermark(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(1, 2, ENCLAVE + 1),
            world -> {
              Encl encl = enclave(world);
              // The first pass finds it young, and only the second one takes it.
              mapYoung(world, encl);
              world.task("T", () -> allocateAndFree(world));
              world.setup.atEnd(rule(() -> isResident(encl) ? "one pass and no more" : null));
            });
    assertThat(rules(verdict)).doesNotContain("test");
  }

  private static Revision mainlineWith(Class<? extends Reclaimer> reclaimer) {
    return new Mainline() {
      @Override
      public Parts parts() {
        return super.parts().with(reclaimer);
      }
    };
  }

  private static final class PreparesNothing extends Reclaimer {
    PreparesNothing(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxReclaimPages_prepare(EpcPage page, EnclPage enclPage) {
      return false;
    }
  }

  private static final class TellsWhoReclaims extends Reclaimer {
    private final Event byKsgxd;
    private final Event byOthers;

    TellsWhoReclaims(SgxDriver sgx) {
      super(sgx);
      byKsgxd = sgx.kernel.event("reclaim by ksgxd");
      byOthers = sgx.kernel.event("reclaim by others");
    }

    @Override
    public void _reclaim() {
      (sgx.current.mine().process().ksgxd ? byKsgxd : byOthers).happened();
      super._reclaim();
    }
  }

  @Test
  void ksgxdWhichCannotReclaimSpins() {
    Verdict verdict =
        World.explore(
            mainlineWith(PreparesNothing.class),
            sizes(1, 2, ENCLAVE + 1),
            world -> {
              enclave(world);
              world.task("T", () -> world.sgx.allocator.sgxAllocEpcPage(null, false));
            });
    assertThat(rules(verdict)).contains("livelock");
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void withoutWatermarksThereIsNoKsgxd(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(0, 0, ENCLAVE + 1),
            world -> {
              Encl encl = enclave(world);
              world.task("T", () -> allocateAndFree(world), world.sgx.reclaimer::sgxReclaimDirect);
              world.setup.atEnd(rule(() -> isResident(encl) ? null : "something reclaims"));
            });
    assertThat(rules(verdict)).isEmpty();
    assertThat(verdict.statistics().finalStates()).isEqualTo(1);
  }

  @Test
  void currentIsKsgxdInItsThreadAndNowhereElse() {
    Verdict verdict =
        World.explore(
            mainlineWith(TellsWhoReclaims.class),
            sizes(1, 2, ENCLAVE + 1),
            world -> {
              enclave(world);
              world.task("T", () -> allocateAndFree(world));
              Event direct = world.sgx.kernel.event("T is ksgxd");
              world.task(
                  "U",
                  () -> {
                    if (world.sgx.current.mine().process().ksgxd) {
                      direct.happened();
                    }
                  });
            });
    assertThat(verdict.reached()).containsExactly("reclaim by ksgxd");
    assertThat(rules(verdict)).isEmpty();
  }

  /**
   * Listing a page wakes nobody, so whether ksgxd reclaims what is listed after a failed search is
   * up to the wake-up test at the end; mainline returns before it, v5 does not.
   */
  @Test
  void mainlineFailsWithoutAWakeUpAndV5WithOne() {
    assertThat(rules(exploreFailedSearch(new Mainline()))).isEmpty();
    assertThat(rules(exploreFailedSearch(new V5()))).containsExactly("test");
  }

  private static Verdict exploreFailedSearch(Revision revision) {
    return explore(
        revision,
        sizes(2, 3, ENCLAVE + 1),
        world -> {
          Encl encl = enclave(world);
          poisonFreePage(world);
          EpcPage page = encl.pageArray.load(0).epcPage.get();
          world.sgx.lru._drop(page);
          IntCell result = world.sgx.kernel.layout(null, "").intCell("result", 0);
          world.task("T", () -> result.set(world.sgx.allocator.sgxAllocEpcPage(null, false).error));
          world.task("U", () -> world.sgx.lru._record(page));
          world.setup.atEnd(
              rule(
                  () ->
                      result.get() == -Errno.ENOMEM && !isResident(encl)
                          ? "a failed search woke ksgxd"
                          : null));
        });
  }

  @Test
  void directReclaimIsOnePassBelowTheLowWatermark() {
    for (int low : List.of(1, 2)) {
      Verdict verdict =
          World.explore(
              new Mainline(),
              sizes(low, 2, ENCLAVE + 1),
              world -> {
                Encl encl = enclave(world);
                world.task("T", world.sgx.reclaimer::sgxReclaimDirect);
                world.setup.atEnd(
                    rule(() -> isResident(encl) == low > 1 ? "wrong at low " + low : null));
              });
      assertThat(rules(verdict)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void aSignalEndsDirectReclaim(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(0, 0, ENCLAVE),
            world -> {
              SgxDriver sgx = world.sgx;
              Encl encl = enclave(world);
              EpcCgroup root = sgx.cgroups == null ? null : sgx.cgroups._root();
              Process process = sgx.addProcess("P", null, root, 0, false, true);
              Event interrupted = sgx.kernel.event("-ERESTARTSYS");
              process._sendSignal();
              int id =
                  world.task(
                      "P",
                      () -> {
                        EpcPage page = sgx.allocator.sgxAllocEpcPage(null, true);
                        if (page.error == -Errno.ERESTARTSYS) {
                          interrupted.happened();
                        }
                      });
              sgx.current.of(id).is(process);
              world.setup.atEnd(rule(() -> isResident(encl) ? null : "reclaimed all the same"));
            });
    assertThat(rules(verdict)).isEmpty();
    assertThat(verdict.reached()).containsExactly("-ERESTARTSYS");
  }

  /** Nothing ends the loop but a page, an empty list, or a signal. */
  @Test
  void directReclaimThatGetsNothingGoesOnForEver() {
    Verdict verdict =
        World.explore(
            mainlineWith(PreparesNothing.class),
            sizes(0, 0, ENCLAVE),
            world -> {
              enclave(world);
              world.task("T", () -> world.sgx.allocator.sgxAllocEpcPage(null, true));
            });
    assertThat(rules(verdict)).containsExactly("livelock");
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void directReclaimGetsAPageThatWasYoung(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(0, 0, ENCLAVE),
            world -> {
              Encl encl = enclave(world);
              mapYoung(world, encl);
              EpcAllocator allocator = world.sgx.allocator;
              world.task(
                  "T",
                  () -> {
                    EpcPage page = allocator.sgxAllocEpcPage(null, true);
                    allocator.sgxFreeEpcPage(page);
                  });
              world.setup.atEnd(rule(() -> isResident(encl) ? "not reclaimed" : null));
            });
    assertThat(rules(verdict)).doesNotContain("livelock", "test", "null-dereference");
  }

  // ---- NUMA

  @ParameterizedTest
  @MethodSource("revisions")
  void theCurrentNodeComesFirstAndThenTheOthersInTurn(Revision revision) {
    assertThat(nodesInTurn(revision, 1, List.of(1, 1, 1))).containsExactly("1 2 0 ENOMEM");
    assertThat(nodesInTurn(revision, 2, List.of(1, 0, 2))).containsExactly("2 2 0 ENOMEM");
    Revision fixed = patched(revision, "numa-search-fixed");
    assertThat(nodesInTurn(fixed, 1, List.of(1, 1, 1))).containsExactly("1 2 0 ENOMEM");
    assertThat(nodesInTurn(fixed, 1, List.of(1, 0, 1))).containsExactly("2 0 ENOMEM");
  }

  /** The nodes of the pages that a task of some node gets until there are none. */
  private static Set<String> nodesInTurn(Revision revision, int node, List<Integer> pages) {
    Set<String> seen = new TreeSet<>();
    Verdict verdict =
        explore(
            revision,
            new Sizes(pages, 0, 0, 0, 0, 0, 0),
            world -> {
              EpcAllocator allocator = world.sgx.allocator;
              Runnable allocateAll =
                  () -> {
                    List<EpcPage> taken = new ArrayList<>();
                    EpcPage page = allocator.sgxAllocEpcPage(null, false);
                    for (; !page.isErr(); page = allocator.sgxAllocEpcPage(null, false)) {
                      taken.add(page);
                    }
                    String nodes = "";
                    for (EpcPage each : taken) {
                      nodes += each.node.nid + " ";
                      allocator.sgxFreeEpcPage(each);
                    }
                    seen.add(nodes + (page.error == -Errno.ENOMEM ? "ENOMEM" : page.error));
                  };
              taskOfNode(world, node, allocateAll);
            });
    assertThat(rules(verdict)).isEmpty();
    return seen;
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void theSearchFromANodeWithoutEpcNeverEnds(Revision revision) {
    assertThat(rules(searchFromNodeWithoutEpc(revision, false))).containsExactly("livelock");
    assertThat(rules(searchFromNodeWithoutEpc(patched(revision, "numa-search-fixed"), false)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void theSearchFromANodeWithoutEpcEndsWithAPageThatIsFreed(Revision revision) {
    assertThat(rules(searchFromNodeWithoutEpc(revision, true))).isEmpty();
  }

  private static Verdict searchFromNodeWithoutEpc(Revision revision, boolean freed) {
    return explore(
        revision,
        sizes(0, 0, 0, ENCLAVE + 1),
        world -> {
          enclave(world);
          poisonFreePage(world);
          taskOfNode(world, 0, () -> allocateAndFree(world));
          taskOfNode(world, 1, freed ? world.sgx.reclaimer::_reclaim : () -> {});
        });
  }

  // ---- sgx_nr_free_pages

  @ParameterizedTest
  @MethodSource("revisions")
  void freePagesAreCountedOnTwoNodesAtOnce(Revision revision) {
    assertThat(rules(countOnTwoNodes(revision))).isEmpty();
    assertThat(rules(countOnTwoNodes(patched(revision, "nr-free-not-atomic"))))
        .containsExactly("free-page-count");
  }

  private static Verdict countOnTwoNodes(Revision revision) {
    return explore(
        revision,
        sizes(0, 0, 1, 1),
        world -> {
          taskOfNode(world, 0, () -> allocateAndFree(world));
          taskOfNode(world, 1, () -> allocateAndFree(world));
        });
  }

  /** The commit message's own scenario: the count stays too high, and nobody wakes ksgxd. */
  @ParameterizedTest
  @MethodSource("revisions")
  void aLostDecrementLeavesKsgxdAsleep(Revision revision) {
    assertThat(rules(allocateFromBothNodes(revision))).doesNotContain("livelock");
    assertThat(rules(allocateFromBothNodes(patched(revision, "nr-free-not-atomic"))))
        .contains("livelock");
  }

  private static Verdict allocateFromBothNodes(Revision revision) {
    return explore(
        revision,
        sizes(1, 1, ENCLAVE + 1, 1),
        world -> {
          EpcAllocator allocator = world.sgx.allocator;
          enclave(world);
          taskOfNode(world, 0, () -> allocator.sgxAllocEpcPage(null, false));
          taskOfNode(world, 1, () -> allocator.sgxAllocEpcPage(null, false));
          taskOfNode(
              world,
              1,
              () ->
                  world.sgx.kernel.spinUntil(
                      () -> allocator.sgxAllocEpcPage(null, false).error != -Errno.EBUSY));
        });
  }

  // ---- memory errors

  @ParameterizedTest
  @MethodSource("revisions")
  void aPoisonedPageIsNeverAllocated(Revision revision) {
    assertThat(rules(poisonAndReclaim(revision))).doesNotContain("poisoned-page-allocated");
    assertThat(rules(poisonAndReclaim(patched(revision, "poisoned-page-freed"))))
        .contains("poisoned-page-allocated");
  }

  @Test
  void mainlineIsolatesNoPoisonedPage() {
    Revision mainline = new Mainline();
    assertThat(rules(poisonAndReclaim(mainline))).isEmpty();
    assertThat(rules(poisonAndReclaim(patched(mainline, "poison-not-unmarked"))))
        .containsExactly("poison-touched");
    assertThat(rules(poisonAndReclaim(new V5()))).containsExactly("poison-touched");
  }

  private static Verdict poisonAndReclaim(Revision revision) {
    return explore(
        revision,
        sizes(0, 0, ENCLAVE),
        world -> {
          Encl encl = enclave(world);
          EpcPage page = encl.pageArray.load(0).epcPage.get();
          world.task("mce", () -> world.sgx.allocator.archMemoryFailure(page));
          world.task(
              "T",
              world.sgx.reclaimer::_reclaim,
              () -> allocateAndFree(world),
              () -> allocateAndFree(world));
        });
  }

  /**
   * What ed16618c380c does not cover: a page that is poisoned while it is isolated, and skipped
   * because it is young, is on the list again.
   */
  @Test
  void aSkippedPageIsIsolatedAgainAfterItWasPoisoned() {
    Verdict verdict =
        explore(
            new Mainline(),
            sizes(0, 0, ENCLAVE),
            world -> {
              Encl encl = enclave(world);
              EpcPage page = encl.pageArray.load(0).epcPage.get();
              mapYoung(world, encl);
              world.task("mce", () -> world.sgx.allocator.archMemoryFailure(page));
              Runnable pass = world.sgx.reclaimer::_reclaim;
              world.task("ksgxd", pass, pass);
            });
    assertThat(rules(verdict)).contains("poison-touched");
  }

  /** The same of a page that is poisoned between its allocation and its listing. */
  @Test
  void aPageIsListedAfterItWasPoisoned() {
    Verdict verdict =
        explore(
            new Mainline(),
            sizes(0, 0, ENCLAVE),
            world -> {
              Encl encl = enclave(world);
              EpcPage page = encl.pageArray.load(0).epcPage.get();
              world.sgx.lru._drop(page);
              world.task("mce", () -> world.sgx.allocator.archMemoryFailure(page));
              world.task("T", () -> world.sgx.lru._record(page), world.sgx.reclaimer::_reclaim);
            });
    assertThat(rules(verdict)).containsExactly("poison-touched");
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void aFreePageThatIsPoisonedStillCountsAsFree(Revision revision) {
    Verdict verdict =
        explore(
            revision,
            sizes(0, 0, 2),
            world -> {
              EpcPage page = world.sgx.epc.get(0);
              world.task("mce", () -> world.sgx.allocator.archMemoryFailure(page));
              world.task("T", () -> allocateAndFree(world));
              world.setup.atEnd(
                  rule(
                      () ->
                          page.node.sgxPoisonPageList.isEmpty()
                                  || world.sgx.allocator.nrFreePages._read() != 2
                              ? "not on the poison list, or not counted"
                              : null));
            });
    assertThat(rules(verdict)).isEmpty();
  }

  // ---- the world that these tests share

  static Verdict explore(Revision revision, Sizes sizes, Consumer<World> build) {
    return World.explore(
        revision,
        sizes,
        world -> {
          if (revision.hasCgroups()) {
            EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
            for (int id = 0; id < 4; id++) {
              world.sgx.current.of(id).is(world.sgx.addKernelThread("T" + id, root));
            }
          }
          build.accept(world);
        });
  }

  static Revision patched(Revision revision, String patch) {
    return Revisions.patchNamed(patch).orElseThrow().on(revision);
  }

  static Sizes sizes(int low, int high, Integer... epcPagesOfNode) {
    return new Sizes(List.of(epcPagesOfNode), low, high, 2, 0, 0, 0);
  }

  /** An enclave of one page, which nobody maps, so that it is old. */
  static Encl enclave(World world) {
    SgxDriver sgx = world.sgx;
    EpcCgroup root = sgx.cgroups == null ? null : sgx.cgroups._root();
    Encl encl = sgx.addEnclave("A", 1);
    world.state.addVaPage(encl, sgx.epc.get(0), root);
    world.state.addResidentPage(encl, 0, sgx.epc.get(1), root);
    world.state.addSecs(encl, sgx.epc.get(2), root);
    world.state.initialized(encl);
    return encl;
  }

  static int taskOfNode(World world, int node, Runnable... calls) {
    SgxDriver sgx = world.sgx;
    EpcCgroup root = sgx.cgroups == null ? null : sgx.cgroups._root();
    int id = world.task("T" + node, calls);
    sgx.current.of(id).is(sgx.addProcess("P" + id, null, root, node, false, false));
    return id;
  }

  /** So that no page is free, and yet the root cgroup may charge one more. */
  private static void poisonFreePage(World world) {
    world.sgx.allocator.archMemoryFailure(world.sgx.epc.get(ENCLAVE));
  }

  /** Some process has accessed the page. */
  private static void mapYoung(World world, Encl encl) {
    Mm mm = world.sgx.addMm("P->mm");
    world.state.map(mm, encl);
    world.state.setPte(mm, encl, 0, true);
  }

  static boolean isResident(Encl encl) {
    return encl.pageArray.load(0).epcPage.get() != null;
  }

  static void allocateAndFree(World world) {
    EpcPage page = world.sgx.allocator.sgxAllocEpcPage(null, false);
    if (!page.isErr()) {
      world.sgx.allocator.sgxFreeEpcPage(page);
    }
  }

  static Rule rule(java.util.function.Supplier<String> breach) {
    return new Rule() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public String breach() {
        return breach.get();
      }
    };
  }

  static List<String> rules(Verdict verdict) {
    assertThat(verdict.incompleteBecause()).isEmpty();
    return verdict.violations().stream().map(v -> v.finding().oracle()).distinct().toList();
  }
}
