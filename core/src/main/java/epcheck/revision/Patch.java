package epcheck.revision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A named change on top of a revision: the revert of a real fix, a seeded fault, a fix, somebody's
 * proposal.
 *
 * <p>It is a handful of classes, each of which extends what stood for a part of the driver when the
 * patch was written, and overrides what it changes. As a patch of the kernel it can be applied to
 * another revision, too, and several can be applied one after the other, as long as no two change
 * the same function ({@link Rebase}).
 */
public interface Patch {
  /** The name on the command line. */
  String name();

  /** What it does, in a line. */
  String title();

  /**
   * What it puts in the place of parts of the driver. Of two for the same part that which extends
   * more of the revision's own classes is taken: the form of the patch on mainline, and that on the
   * series.
   */
  List<Class<?>> classes();

  /** The class file of one of its classes, nested ones included; null if a name is none. */
  default byte[] classFile(String name) {
    if (classes().stream().map(Class::getNestHost).noneMatch(host -> isIn(name, host))) {
      return null;
    }
    try (InputStream file =
        Patch.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return file == null ? null : file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isIn(String name, Class<?> host) {
    return name.equals(host.getName()) || name.startsWith(host.getName() + "$");
  }

  /** Why it cannot be applied to a revision, or an empty string if it can. */
  default String misfit(Revision base) {
    return isWrittenFor(base)
        ? new Rebase(this, base).misfit()
        : "was written for mainline and v5; in " + base.name() + " its functions may be others";
  }

  /** Whether what it changes is called there as it was where the patch was written. */
  default boolean isWrittenFor(Revision base) {
    return List.of("mainline", "v3", "v5", "v5-fixed").contains(base.name());
  }

  /** Whether it can be applied. */
  default boolean isFor(Revision base) {
    return misfit(base).isEmpty();
  }

  /**
   * The revision with this patch on top.
   *
   * @throws IllegalArgumentException if it cannot be applied, with the {@link #misfit reason}
   */
  default Revision on(Revision base) {
    return new Patched(base, this);
  }
}
