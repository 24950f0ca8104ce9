package epcheck.revision;

import epcheck.sgx.Parts;
import java.util.List;
import java.util.Optional;

/**
 * v5 with a smallest set of fixes under which every scenario is proved: without any one of them
 * some scenario is violated ({@code results/fixes.md}).
 */
public final class V5Fixed extends V5 {
  /** Made when it is asked for: to apply patches takes longer than to name a revision. */
  private Revision patched;

  /** The fixes, in the order in which they are applied. */
  public static List<Patch> fixes() {
    return List.of(
        new VictimOwnerLocked(),
        new RetestMmAdd(),
        // Looks once more before the mark: under the encl->lock that the next one takes for it.
        new IsolatedNotEmpty(),
        new RetestNoMemory(),
        new ReapVictims(),
        new NoKillAtLimit(),
        new NoFutileKill(),
        new QueueAncestors(),
        new UnchargeAfterFree(),
        new FailedOpenZaps(),
        new MmAddPut(),
        new RemoveBusy(),
        new EnclReadBeforeWrite(),
        new EaugBusyNopage(),
        new PoisonUnmarked(),
        new PoisonNotRelisted(),
        new DeferredRelease(),
        new ZombiesRetried());
  }

  /** v5 with all of them but the one of this name. */
  public static Revision without(String name) {
    Revision revision = new V5();
    for (Patch fix : fixes()) {
      if (!fix.name().equals(name)) {
        revision = fix.on(revision);
      }
    }
    return revision;
  }

  @Override
  public String name() {
    return "v5-fixed";
  }

  @Override
  public String title() {
    return "v5 with a smallest set of fixes that proves every scenario (results/fixes.md)";
  }

  @Override
  public String scenariosOf() {
    return super.name();
  }

  @Override
  public Optional<Patch> patchOf(Class<?> type) {
    return patched().patchOf(type);
  }

  @Override
  public Parts parts() {
    return patched().parts();
  }

  private Revision patched() {
    if (patched == null) {
      patched = without("");
    }
    return patched;
  }
}
