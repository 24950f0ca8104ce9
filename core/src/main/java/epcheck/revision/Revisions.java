package epcheck.revision;

import java.util.List;
import java.util.Optional;

/** All revisions and patches that are shipped. */
public final class Revisions {
  private Revisions() {}

  public static List<Revision> all() {
    return List.of(new Mainline(), new V5());
  }

  public static List<Patch> patches() {
    return List.of(new NoIsolationRef(), new PutBeforeRelist(), new MmputInSrcu());
  }

  public static Optional<Revision> named(String name) {
    return all().stream().filter(revision -> revision.name().equals(name)).findFirst();
  }

  public static Optional<Patch> patchNamed(String name) {
    return patches().stream().filter(patch -> patch.name().equals(name)).findFirst();
  }
}
