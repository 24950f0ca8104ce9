package epcheck.sgx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Result;
import epcheck.revision.Mainline;
import epcheck.revision.Revision;
import epcheck.revision.V5;
import epcheck.sgx.SgxDriver.Version;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The EPC of guests. */
class VirtualEpcTest {
  private static Verdict explore(Version version, int epcPages, Consumer<World> build) {
    return World.explore(version, new Sizes(List.of(epcPages), 0, 0, 4, 0, 0, 0), build);
  }

  private static List<String> broken(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).sorted().toList();
  }

  private static void run(World world, String name, Mm mm, EpcCgroup cgroup, Runnable... calls) {
    int task = world.task(name, calls);
    world.sgx.current.of(task).is(world.sgx.addProcess(name, mm, cgroup, 0, false, false));
  }

  private static void expect(World world, int expected, int actual) {
    world.sgx.kernel.warnOn(expected != actual, "expected " + expected + ", not " + actual);
  }

  private static int free(World world) {
    int free = 0;
    for (EpcPage page : world.sgx.epc) {
      free += page.flags.get() == world.sgx.allocator._freeFlags() ? 1 : 0;
    }
    return free;
  }

  @Test
  void releaseRemovesTheChildrenFirstAndThenTheSecs() {
    for (Revision version : List.of(new Mainline(), new V5())) {
      Verdict verdict =
          explore(
              version,
              3,
              world -> {
                EpcCgroup root =
                    version.hasCgroups()
                        ? world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED)
                        : null;
                VirtualEpc virt = world.sgx.virtualEpc;
                Mm mm = world.sgx.addMm("vmm->mm");
                Vepc vepc = world.sgx.addVepc("V", 3, mm);
                run(
                    world,
                    "vmm",
                    mm,
                    root,
                    () -> virt._fault(vepc, 0),
                    () -> virt._fault(vepc, 1),
                    () -> expect(world, 1, virt._removeAll(vepc)),
                    () -> expect(world, 0, virt._removeAll(vepc)),
                    () -> virt._fault(vepc, 0),
                    () -> virt._fault(vepc, 2),
                    () -> virt._release(vepc),
                    () -> expect(world, 3, free(world)));
              });
      assertEquals(List.of(), broken(verdict), version::toString);
    }
  }

  @Test
  void twoReleasesAtOnceMayLeaveAZombieForGood() {
    Verdict verdict =
        explore(
            new Mainline(),
            3,
            world -> {
              VirtualEpc virt = world.sgx.virtualEpc;
              Mm mm = world.sgx.addMm("vmm->mm");
              Vepc first = world.sgx.addVepc("V", 2, mm);
              Vepc second = world.sgx.addVepc("W", 1, first, mm);
              world.state.addVepcPage(first, 0, world.sgx.epc.get(0), null);
              world.state.addVepcPage(first, 1, world.sgx.epc.get(1), null);
              world.state.addVepcPage(second, 0, world.sgx.epc.get(2), null);
              run(world, "T", mm, null, () -> virt._release(first));
              run(world, "U", mm, null, () -> virt._release(second));
            });
    // Between the last EREMOVE of the SECS and its way onto the list, its last child may go.
    assertEquals(List.of("zombie-secs@"), broken(verdict));
  }

  @Test
  void theReleaseOfTheLastChildFreesAZombie() {
    Verdict verdict =
        explore(
            new Mainline(),
            3,
            world -> {
              VirtualEpc virt = world.sgx.virtualEpc;
              Mm mm = world.sgx.addMm("vmm->mm");
              Vepc first = world.sgx.addVepc("V", 2, mm);
              Vepc second = world.sgx.addVepc("W", 1, first, mm);
              world.state.addVepcPage(first, 0, world.sgx.epc.get(0), null);
              world.state.addVepcPage(first, 1, world.sgx.epc.get(1), null);
              world.state.addVepcPage(second, 0, world.sgx.epc.get(2), null);
              run(
                  world,
                  "T",
                  mm,
                  null,
                  () -> virt._release(first),
                  () -> expect(world, 1, free(world)),
                  () -> virt._release(second),
                  () -> expect(world, 3, free(world)));
            });
    assertEquals(List.of(), broken(verdict));
    assertEquals(Result.PROVED, verdict.result());
  }

  @Test
  void aSecondMappingOfAPageFaultsForEver() {
    Verdict verdict =
        explore(
            new Mainline(),
            1,
            world -> {
              Mm mm = world.sgx.addMm("vmm->mm");
              Mm other = world.sgx.addMm("other->mm");
              Vepc vepc = world.sgx.addVepc("V", 1, mm, other);
              world.state.addVepcPage(vepc, 0, world.sgx.epc.get(0), null);
              run(world, "other", other, null, () -> world.sgx.virtualEpc._fault(vepc, 0));
            });
    assertEquals(
        List.of("livelock"), verdict.violations().stream().map(v -> v.finding().oracle()).toList());
  }

  /** Sean Christopherson, 10 October 2023, on v5 12/18. */
  @Test
  void aLimitBelowWhatAGuestHoldsKillsAnEnclaveForNothing() {
    Verdict verdict =
        explore(
            new V5(),
            4,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 4, false, true);
              Encl encl = world.sgx.addEnclave("A", 1);
              world.state.initialized(encl);
              world.state.addVaPage(encl, world.sgx.epc.get(0), cg);
              world.state.addSwappedPage(encl, 0);
              world.state.swapOutSecs(encl);
              Mm host = world.sgx.addMm("P->mm");
              world.state.map(host, encl);
              world.state.dropInitialFileReferences();
              Mm vmm = world.sgx.addMm("vmm->mm");
              Vepc vepc = world.sgx.addVepc("V", 3, vmm);
              for (int i = 0; i < 3; i++) {
                world.state.addVepcPage(vepc, i, world.sgx.epc.get(1 + i), cg);
              }
              world.task("admin", () -> world.sgx.cgroups.miscCgMaxWrite(cg, 2));
            });
    assertEquals(List.of("futile-kill@sgx_oom_encl", "stranded-enclave@"), broken(verdict));
  }

  @Test
  void aGuestAtTheLimitMayGetSigbusWhileTheWorkerHasTheLastPageIsolated() {
    Verdict verdict =
        explore(
            new V5(),
            5,
            world -> {
              EpcCgroup root = world.sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
              EpcCgroup cg = world.sgx.cgroups._add("cg", root, 3, false, true);
              Encl encl = world.sgx.addEnclave("A", 1);
              world.state.initialized(encl);
              world.state.addVaPage(encl, world.sgx.epc.get(0), cg);
              world.state.addResidentPage(encl, 0, world.sgx.epc.get(1), cg);
              world.state.addSecs(encl, world.sgx.epc.get(2), cg);
              Mm host = world.sgx.addMm("P->mm");
              world.state.map(host, encl);
              world.state.dropInitialFileReferences();
              Mm vmm = world.sgx.addMm("vmm->mm");
              Vepc vepc = world.sgx.addVepc("V", 1, vmm);
              run(
                  world,
                  "vmm",
                  vmm,
                  cg,
                  () -> world.sgx.virtualEpc._fault(vepc, 0),
                  () -> expect(world, 1, vepc.pageArray.load(0) == null ? 0 : 1));
            });
    assertEquals(List.of("warn-on@expect"), broken(verdict));
  }
}
