package epcheck.revision;

import epcheck.sgx.EpcCgroups;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import java.util.Optional;

/** One version of the driver. */
public interface Revision extends SgxDriver.Version {
  /** The name on the command line, for example {@code v5}. */
  String name();

  /** What it is, in a line. */
  String title();

  /** The patch that one of its classes comes from, if it is one of a patch. */
  default Optional<Patch> patchOf(Class<?> type) {
    return Optional.empty();
  }

  /** The name of the revision whose scenarios are meant for this one as well. */
  default String scenariosOf() {
    return name();
  }

  /** Whether the driver charges cgroups, and so has an LRU for each. */
  default boolean hasCgroups() {
    return parts().have(EpcCgroups.class);
  }

  /** Whether the driver kills enclaves when a cgroup's EPC runs out. */
  default boolean hasOomKiller() {
    return parts().have(OomKiller.class);
  }
}
