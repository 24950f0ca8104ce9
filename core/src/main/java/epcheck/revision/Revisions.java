package epcheck.revision;

import java.util.List;
import java.util.Optional;

/** All revisions and patches that are shipped. */
public final class Revisions {
  private Revisions() {}

  public static List<Revision> all() {
    return List.of(
        new Mainline(), new V2(), new V3(), new V5(), new V5Fixed(), new V6(), new EnclaveList());
  }

  public static List<Patch> patches() {
    return List.of(
        new NoIsolationRef(),
        new PutBeforeRelist(),
        new MmputInSrcu(),
        new EaugNullSecs(),
        new EaugBusyNopage(),
        new VaBusySigbus(),
        new IoctlBitKept(),
        new AddPageUnlocked(),
        new DoubleAddUndo(),
        new RemoveBusy(),
        new NoMmRef(),
        new MmrelWrongFix(),
        new ForkDeadlock(),
        new NoVersionLoop(),
        new VersionBeforeAdd(),
        new MmAddPut(),
        new NrFreeNotAtomic(),
        new PoisonedPageFreed(),
        new PoisonNotUnmarked(),
        new PcmdRace(),
        new BackingUnlocked(),
        new PcmdNotDirty(),
        new BackingNotDirty(),
        new EwbNotDirty(),
        new SkipEtrackIpi(),
        new NumaSearchFixed(),
        new VictimOwnerLocked(),
        new RetestNoMemory(),
        new RetestMmAdd(),
        new ReapVictims(),
        new NoKillAtLimit(),
        new NoFutileKill(),
        new QueueAncestors(),
        new KeepMmList(),
        new TestAndSetNoMemory(),
        new KillUnderEnclLock(),
        new RotateVictims(),
        new OneKillPerRun(),
        new CssTrygetContinue(),
        new FailedOpenZaps(),
        new EnclReadBeforeWrite(),
        new UnchargeAfterFree(),
        new IsolatedNotEmpty(),
        new PoisonUnmarked(),
        new PoisonNotRelisted(),
        new DeferredRelease(),
        new ZombiesRetried());
  }

  public static Optional<Revision> named(String name) {
    return all().stream().filter(revision -> revision.name().equals(name)).findFirst();
  }

  public static Optional<Patch> patchNamed(String name) {
    return patches().stream().filter(patch -> patch.name().equals(name)).findFirst();
  }
}
