package epcheck.revision;

import epcheck.sgx.Parts;
import java.util.Optional;
import java.util.function.IntFunction;

/** A revision that is as its base but for what a patch overrides. */
final class Patched implements Revision {
  private final Revision base;
  private final Patch patch;
  private final Parts parts;

  Patched(Revision base, Patch patch) {
    this.base = base;
    this.patch = patch;
    parts = new Rebase(patch, base).parts();
  }

  @Override
  public Optional<Patch> patchOf(Class<?> type) {
    return patch.classFile(type.getName()) != null ? Optional.of(patch) : base.patchOf(type);
  }

  @Override
  public String name() {
    return base.name();
  }

  @Override
  public String title() {
    return base.title();
  }

  @Override
  public String scenariosOf() {
    return base.scenariosOf();
  }

  @Override
  public Parts parts() {
    return parts;
  }

  @Override
  public IntFunction<String> pageFlags() {
    return base.pageFlags();
  }

  @Override
  public String killedFlag() {
    return base.killedFlag();
  }
}
