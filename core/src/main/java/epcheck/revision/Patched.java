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

  /** The patch of a revision that a class comes from. */
  static Optional<Patch> from(Class<?> type, Revision revision) {
    if (!(revision instanceof Patched patched)) {
      return Optional.empty();
    }
    return patched.patch.classFile(type.getName()) != null
        ? Optional.of(patched.patch)
        : from(type, patched.base);
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
