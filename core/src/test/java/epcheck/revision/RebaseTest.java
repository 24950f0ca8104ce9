package epcheck.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.OomKiller;
import epcheck.sgx.Parts;
import epcheck.sgx.SgxDriver;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patches on top of each other, and when they do not go together. */
class RebaseTest {
  private static final Revision V5 = new V5();

  private record Named(String name, List<Class<?>> classes) implements Patch {
    @Override
    public boolean isWrittenFor(Revision base) {
      return true;
    }

    Named(String name, Class<?>... classes) {
      this(name, List.of(classes));
    }

    @Override
    public String title() {
      return name;
    }
  }

  private static Class<?> killer(Revision revision) {
    return revision.parts().in(Parts.partOf(OomKiller.class));
  }

  /** Says in an event that it was called, and has its own private method do so. */
  private static class SaysKill extends OomKiller {
    SaysKill(SgxDriver sgx) {
      super(sgx);
      sgx.kernel.event("killed");
    }

    @Override
    public boolean sgxOomEncl(Encl encl) {
      said();
      return super.sgxOomEncl(encl);
    }

    private void said() {
      sgx.kernel.event("killed").happened();
    }
  }

  /** The same about the choice of a victim, said by another class of the patch. */
  private static class SaysVictim extends OomKiller {
    SaysVictim(SgxDriver sgx) {
      super(sgx);
      Said.of(sgx);
    }

    @Override
    public EpcPage sgxOomGetVictim(LruLists lru) {
      Said.of(sgx).happened();
      return super.sgxOomGetVictim(lru);
    }

    private static final class Said {
      private static epcheck.kernel.Event of(SgxDriver sgx) {
        return sgx.kernel.event("chosen");
      }
    }
  }

  private static class Replaces extends OomKiller {
    Replaces(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public boolean sgxOomEncl(Encl encl) {
      return false;
    }
  }

  private static class ReplacesAPart extends EpcCgroups {
    ReplacesAPart(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_stopsAfterKill() {
      return true;
    }
  }

  private static class ReplacesAnotherPart extends EpcCgroups {
    ReplacesAnotherPart(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_pass(EpcCgroup epcCg) {
      return true;
    }
  }

  private static class ReplacesTheWhole extends EpcCgroups {
    ReplacesTheWhole(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public void sgxEpcCgroupReclaimWorkFunc(EpcCgroup epcCg) {}
  }

  private static final Patch SAYS_KILL = new Named("says-kill", SaysKill.class);
  private static final Patch SAYS_VICTIM = new Named("says-victim", SaysVictim.class);
  private static final Patch REPLACES = new Named("replaces", Replaces.class);

  private static List<String> reached(Revision revision) {
    ScenarioModel model = new ScenarioModel(ShippedScenarios.load("last-page"), revision);
    return new Explorer(model, Options.DEFAULT).run(Progress.NONE).reached();
  }

  @Test
  void eachOverrideOfAStackIsCalled() {
    assertThat(reached(SAYS_VICTIM.on(SAYS_KILL.on(V5)))).contains("killed", "chosen");
    assertThat(reached(SAYS_KILL.on(SAYS_VICTIM.on(V5)))).contains("killed", "chosen");
    Revision three = SAYS_VICTIM.on(SAYS_KILL.on(new RotateVictims().on(V5)));
    assertThat(reached(three)).contains("killed", "chosen");
    assertThat(killer(three).getSuperclass().getSuperclass().getSuperclass())
        .isEqualTo(OomKiller.class);
  }

  @Test
  void aFixOfV5FixedIsThereAlready() {
    assertThat(new VictimOwnerLocked().misfit(new V5Fixed())).isEqualTo("is applied already");
    assertThat(new KeepMmList().misfit(new V5Fixed()))
        .isEqualTo("conflicts with reap-victims: both override sgx_oom_encl()");
  }

  @Test
  void aPatchedRevisionHasTheScenariosOfItsBase() {
    assertThat(new RotateVictims().on(new V5Fixed()).scenariosOf()).isEqualTo("v5");
  }

  @Test
  void whatNeedsNoOtherCopyIsTheClassItself() {
    assertThat(killer(new RotateVictims().on(V5))).isEqualTo(RotateVictims.Rotating.class);
  }

  /** The two kills of two-enclaves, one after the other, need both changes of one-kill-per-run. */
  @Test
  void aPatchOfTwoPartsIsPutAboveTwo() {
    Revision both = new OneKillPerRun().on(new CssTrygetContinue().on(V5));
    assertThat(Parts.all().stream().filter(p -> both.parts().in(p) != V5.parts().in(p)))
        .extracting(Parts.Part::name)
        .containsExactly("lifecycle", "cgroups");
  }

  @Test
  void whatReplacesAFunctionHidesNoOtherChangeOfIt() {
    assertThat(REPLACES.misfit(SAYS_KILL.on(V5)))
        .isEqualTo("conflicts with says-kill: both override sgx_oom_encl()");
    assertThat(SAYS_KILL.misfit(REPLACES.on(V5))).isEmpty();
    assertThatThrownBy(() -> REPLACES.on(SAYS_KILL.on(V5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("says-kill");
  }

  @Test
  void theWholeAndAPartOfAFunctionAreInConflict() {
    Patch part = new Named("part", ReplacesAPart.class);
    Patch whole = new Named("whole", ReplacesTheWhole.class);
    String both = "both override sgx_epc_cgroup_reclaim_work_func()";
    assertThat(part.misfit(whole.on(V5))).isEqualTo("conflicts with whole: " + both);
    assertThat(whole.misfit(part.on(V5))).isEqualTo("conflicts with part: " + both);
    assertThat(part.misfit(new Named("other", ReplacesAnotherPart.class).on(V5))).isEmpty();
  }

  @Test
  void whatARevisionChangesIsInConflictToo() {
    assertThat(REPLACES.misfit(new V2()))
        .isEqualTo("Replaces overrides sgx_oom_encl(), and so does V2OomKiller of v2: extend that");
    assertThat(REPLACES.misfit(new Mainline()))
        .isEqualTo("changes the oom killer, and mainline has none");
    assertThat(new Named("series", V5Change.class).misfit(new Mainline()))
        .isEqualTo(
            "V5Change extends V5Reclaimer, and in mainline the reclaimer is Reclaimer: extend that");
  }

  private static class V5Change extends V5Reclaimer {
    V5Change(SgxDriver sgx) {
      super(sgx);
    }
  }

  static List<Patch> shipped() {
    return Revisions.patches();
  }

  /** What others are put above has to be seen from there. */
  @ParameterizedTest
  @MethodSource("shipped")
  void classesOfShippedPatchesAreOpen(Patch patch) {
    assertThat(patch.classes())
        .allSatisfy(type -> assertThat(type.getConstructors()).hasSize(1))
        .allSatisfy(type -> assertThat(type).isPublic().isNotFinal());
  }

  @Test
  void shippedPatchesFitWhatTheyWereWrittenFor() {
    List<Revision> revisions = List.of(new V2(), new V6(), new EnclaveList());
    assertThat(shipped())
        .allSatisfy(patch -> assertThat(revisions).noneMatch(patch::isFor))
        .allSatisfy(patch -> assertThat(patch.isFor(V5)).isEqualTo(patch.isFor(new V3())));
    assertThat(shipped().stream().filter(patch -> !patch.isFor(V5)).map(Patch::name))
        .containsExactly("poison-not-unmarked");
    assertThat(shipped().stream().filter(patch -> !patch.isFor(new Mainline())).map(Patch::name))
        .containsExactly(
            "victim-owner-locked",
            "retest-no-memory",
            "retest-mm-add",
            "reap-victims",
            "no-kill-at-limit",
            "no-futile-kill",
            "queue-ancestors",
            "keep-mm-list",
            "test-and-set-no-memory",
            "kill-under-encl-lock",
            "rotate-victims",
            "one-kill-per-run",
            "css-tryget-continue",
            "encl-read-before-write",
            "uncharge-after-free",
            "isolated-not-empty",
            "poison-unmarked",
            "poison-not-relisted");
  }
}
