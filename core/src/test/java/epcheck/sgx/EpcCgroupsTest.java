package epcheck.sgx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Result;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel.Rule;
import epcheck.revision.Patch;
import epcheck.revision.Revisions;
import epcheck.revision.V5;
import epcheck.sgx.SgxDriver.Version;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Charges, the reclaim worker, and the end of a cgroup. */
class EpcCgroupsTest {
  private static Verdict explore(Version version, int epcPages, Consumer<World> build) {
    return World.explore(version, new Sizes(List.of(epcPages), 0, 0, 4, 0, 0, 0), build);
  }

  private static List<String> broken(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).sorted().toList();
  }

  private static Version patched(String name) {
    Patch patch = Revisions.patchNamed(name).orElseThrow();
    return patch.on(new V5());
  }

  /** An enclave with its VA page and its SECS resident, and its only page swapped out. */
  private static Encl enclave(World world, String name, int firstPage, EpcCgroup cgroup) {
    Encl encl = world.sgx.addEnclave(name, 1);
    world.state.initialized(encl);
    world.state.addVaPage(encl, world.sgx.epc.get(firstPage), cgroup);
    world.state.addSwappedPage(encl, 0);
    world.state.addSecs(encl, world.sgx.epc.get(firstPage + 1), cgroup);
    return encl;
  }

  /** An enclave with its VA page, its SECS and its only page resident. */
  private static Encl resident(World world, String name, int firstPage, EpcCgroup cgroup) {
    Encl encl = world.sgx.addEnclave(name, 1);
    world.state.initialized(encl);
    world.state.addVaPage(encl, world.sgx.epc.get(firstPage), cgroup);
    world.state.addResidentPage(encl, 0, world.sgx.epc.get(firstPage + 1), cgroup);
    world.state.addSecs(encl, world.sgx.epc.get(firstPage + 2), cgroup);
    return encl;
  }

  private static void in(World world, int task, Process process) {
    world.sgx.current.of(task).is(process);
  }

  private static Process member(World world, String name, Mm mm, EpcCgroup cgroup) {
    return world.sgx.addProcess(name, mm, cgroup, 0, false, false);
  }

  private static void expect(World world, int expected, int actual) {
    world.sgx.kernel.warnOn(expected != actual, "expected " + expected + ", not " + actual);
  }

  /** The error of an allocation, or 0 if the page was given back at once. */
  private static int allocate(World world, boolean reclaim) {
    EpcPage page = world.sgx.allocator.sgxAllocEpcPage(null, reclaim);
    if (!page.isErr()) {
      world.sgx.allocator.sgxFreeEpcPage(page);
    }
    return page.error;
  }

  @Test
  void aChargeFailsAboveTheCapacityAtAnyLevel() {
    Verdict verdict =
        explore(
            new V5(),
            2,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, EpcCgroup.UNLIMITED);
              enclave(world, "A", 0, root);
              int task =
                  world.task(
                      "T",
                      () -> expect(world, -Errno.EBUSY, world.sgx.cgroups.miscCgTryCharge(cg)),
                      () -> expect(world, -Errno.ENOMEM, allocate(world, true)));
              in(world, task, member(world, "T", null, cg));
            });
    assertEquals(List.of(), broken(verdict));
  }

  /** Adding first and checking then, a charge that fails stands in the way of another meanwhile. */
  @Test
  void aFailingChargeMakesAnotherOneFail() {
    Verdict verdict =
        explore(
            new V5(),
            4,
            world -> {
              EpcCgroups cgroups = world.sgx.cgroups;
              EpcCgroup root = cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = cgroups._add("cg", root, 1);
              cgroups.miscCgTryCharge(cg);
              IntCell succeeded = world.sgx.kernel.layout(null, "").intCell("succeeded", 0);
              Runnable charge =
                  () -> {
                    if (cgroups.miscCgTryCharge(cg) == 0) {
                      succeeded.writeOnce(1);
                      cgroups.miscCgUncharge(cg);
                    }
                  };
              world.task("T0", () -> cgroups.miscCgUncharge(cg), charge);
              world.task("T1", charge);
              world.setup.atEnd(
                  rule("both-fail", () -> succeeded.get() == 0 ? "both charges failed" : null));
            });
    assertEquals(List.of("both-fail@"), broken(verdict));
  }

  private static Rule rule(String name, Supplier<String> breach) {
    return new Rule() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String breach() {
        return breach.get();
      }
    };
  }

  @Test
  void aFaultAtTheLimitIsServedByTheWorker() {
    Verdict verdict =
        explore(
            new V5(),
            6,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 5, false, true);
              Encl a = enclave(world, "A", 0, cg);
              Encl b = resident(world, "B", 2, cg);
              Mm mm = world.sgx.addMm("P->mm");
              world.state.map(mm, a);
              world.state.map(mm, b);
              world.state.dropInitialFileReferences();
              in(
                  world,
                  world.task("P", () -> world.sgx.mm._access(mm, a, 0)),
                  member(world, "P", mm, cg));
            });
    assertEquals(List.of(), broken(verdict));
    assertEquals(Result.PROVED, verdict.result());
  }

  private static Verdict lowerLimit(Version version) {
    return explore(
        version,
        4,
        world -> {
          EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
          EpcCgroup cg = world.sgx.cgroups._add("cg", root, 4, false, true);
          enclave(world, "A", 0, cg);
          enclave(world, "B", 2, cg);
          Mm mm = world.sgx.addMm("P->mm");
          world.state.map(mm, world.sgx.enclaves().get(0));
          world.state.map(mm, world.sgx.enclaves().get(1));
          world.state.dropInitialFileReferences();
          world.task("admin", () -> world.sgx.cgroups.miscCgMaxWrite(cg, 3));
        });
  }

  @Test
  void oneLoweredLimitKillsEveryEnclaveAndFreesNothing() {
    assertEquals(
        List.of("over-kill@sgx_oom_encl", "stranded-enclave@"), broken(lowerLimit(new V5())));
  }

  @Test
  void aWorkerThatEndsAfterAKillSparesTheOtherEnclave() {
    assertEquals(List.of("stranded-enclave@"), broken(lowerLimit(patched("one-kill-per-run"))));
  }

  @Test
  void rotationAloneStillKillsEveryEnclave() {
    assertEquals(
        List.of("over-kill@sgx_oom_encl", "stranded-enclave@"),
        broken(lowerLimit(patched("rotate-victims"))));
  }

  @Test
  void aWorkerThatRunsForTheTargetKillsAtTheLimit() {
    Verdict verdict =
        explore(
            new V5(),
            4,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 2, false, true);
              enclave(world, "A", 0, cg);
              Mm mm = world.sgx.addMm("P->mm");
              world.state.map(mm, world.sgx.enclaves().get(0));
              world.state.dropInitialFileReferences();
              // Raises the limit even: a write queues the worker whatever it changes.
              world.task("admin", () -> world.sgx.cgroups.miscCgMaxWrite(cg, 2));
            });
    assertEquals(List.of("needless-kill@sgx_oom_encl", "stranded-enclave@"), broken(verdict));
  }

  @Test
  void aWorkerThatCanReclaimNothingSpinsForEver() {
    Verdict verdict =
        explore(
            new V5(),
            4,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 2, false, true);
              Encl a = resident(world, "A", 0, cg);
              a.backing.open.set(0);
              Mm mm = world.sgx.addMm("P->mm");
              world.state.map(mm, a);
              world.state.dropInitialFileReferences();
              world.task("admin", () -> world.sgx.cgroups.queueWork(cg));
            });
    assertEquals(
        List.of("livelock"), verdict.violations().stream().map(v -> v.finding().oracle()).toList());
  }

  @Test
  void aRemovedCgroupLivesAsLongAsItsCharges() {
    Verdict verdict =
        explore(
            new V5(),
            4,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 3, true, true);
              Encl a = resident(world, "A", 0, cg);
              Mm mm = world.sgx.addMm("P->mm");
              world.state.map(mm, a);
              world.state.dropInitialFileReferences();
              int task = world.task("P", () -> world.sgx.mm.doExit(mm, List.of()));
              in(world, task, member(world, "P", mm, root));
              world.task(
                  "admin",
                  () -> world.sgx.cgroups.miscCgMaxWrite(cg, 4),
                  () -> expect(world, 0, world.sgx.cgroups.cgroupRmdir(cg)),
                  () -> expect(world, -Errno.ENODEV, world.sgx.cgroups.miscCgMaxWrite(cg, 1)));
            });
    assertEquals(List.of(), broken(verdict));
  }

  @Test
  void aChargedPageKeepsACgroupThatItsTaskHasLeft() {
    Verdict verdict =
        explore(
            new V5(),
            2,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 1, true, true);
              Process process = world.sgx.addProcess("T", null, cg, 0, true, false);
              int task =
                  world.task(
                      "T",
                      () -> {
                        EpcPage page = world.sgx.allocator.sgxAllocEpcPage(null, true);
                        expect(world, -Errno.EBUSY, world.sgx.cgroups.cgroupRmdir(cg));
                        process._migrate(root);
                        expect(world, 0, world.sgx.cgroups.cgroupRmdir(cg));
                        world.sgx.allocator.sgxFreeEpcPage(page);
                      });
              in(world, task, process);
            });
    assertEquals(List.of(), broken(verdict));
  }

  private static Verdict deadSibling(Version version) {
    return explore(
        version,
        4,
        world -> {
          EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
          EpcCgroup parent = world.sgx.cgroups._add("parent", root, 4, false, true);
          EpcCgroup dead = world.sgx.cgroups._add("dead", parent, 4, true, false);
          EpcCgroup live = world.sgx.cgroups._add("live", parent, 4);
          Encl a = resident(world, "A", 0, live);
          Mm mm = world.sgx.addMm("P->mm");
          world.state.map(mm, a);
          world.state.dropInitialFileReferences();
          world.task("rmdir", () -> world.sgx.cgroups.cgroupRmdir(dead));
          world.task("admin", () -> world.sgx.cgroups.miscCgMaxWrite(parent, 2));
        });
  }

  @Test
  void aDeadCgroupHidesThePagesOfItsSiblingsFromTheWorker() {
    assertEquals(
        List.of("premature-kill@sgx_oom_encl", "stranded-enclave@"), broken(deadSibling(new V5())));
    assertEquals(List.of(), broken(deadSibling(patched("css-tryget-continue"))));
  }
}
