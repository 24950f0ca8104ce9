package epcheck.revision;

import epcheck.sgx.Parts;
import epcheck.sgx.Parts.Part;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Applies a patch to a revision: each class of the patch is put above the one that stands for its
 * part there, be that a revision's or another patch's.
 *
 * <p>As a hunk of a diff, an override applies where nothing between the class that it was written
 * for and the one that is there has touched the function. Functions are the kernel's: a method
 * {@code sgxEpcOom_part()} is a part of {@code sgx_epc_oom()}, so who replaces the whole is in
 * conflict with who replaces a part, and two parts are not. An override that calls what it
 * overrides ({@code super}) adds lines before or after, and can be put above anything.
 */
final class Rebase {
  private final Patch patch;
  private final Revision base;

  /** What is to be extended by each class that is taken. */
  private final Map<Class<?>, Class<?>> below = new LinkedHashMap<>();

  private final String misfit;

  Rebase(Patch patch, Revision base) {
    this.patch = patch;
    this.base = base;
    misfit =
        patch.classes().stream()
            .map(Parts::partOf)
            .distinct()
            .map(this::take)
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .orElse("");
  }

  /** Why it cannot be done, or an empty string. */
  String misfit() {
    return misfit;
  }

  /** The parts of the revision with the patch on top. */
  Parts parts() {
    if (!misfit.isEmpty()) {
      throw new IllegalArgumentException(misfit);
    }
    if (below.entrySet().stream().allMatch(e -> isAbove(e.getKey(), e.getValue()))) {
      return base.parts().with(below.keySet().toArray(Class<?>[]::new));
    }
    RebasedClasses rebased = new RebasedClasses(patch, below);
    return base.parts().with(below.keySet().stream().map(rebased::of).toArray(Class<?>[]::new));
  }

  /** Whether it needs no other copy: it extends that class already, and others can extend it. */
  private static boolean isAbove(Class<?> type, Class<?> there) {
    return type.getSuperclass() == there
        && Modifier.isPublic(type.getModifiers())
        && type.getConstructors().length == 1;
  }

  /** Chooses the class for a part; returns why there is none, or an empty string. */
  private String take(Part part) {
    List<Class<?>> mine =
        patch.classes().stream().filter(type -> Parts.partOf(type).equals(part)).toList();
    Class<?> there = base.parts().in(part);
    if (there == null) {
      return "changes the %s, and %s has none".formatted(part.name(), base.name());
    }
    Optional<Class<?>> fitting =
        mine.stream()
            .filter(type -> type.getSuperclass().isAssignableFrom(there))
            .reduce((a, b) -> a.getSuperclass().isAssignableFrom(b.getSuperclass()) ? b : a);
    if (fitting.isEmpty()) {
      Class<?> type = mine.get(0);
      return "%s extends %s, and in %s the %s is %s: extend that"
          .formatted(
              type.getSimpleName(),
              type.getSuperclass().getSimpleName(),
              base.name(),
              part.name(),
              there.getSimpleName());
    }
    below.put(fitting.get(), there);
    return conflict(fitting.get(), there);
  }

  /** With what came between the class and the one below which it was written. */
  private String conflict(Class<?> type, Class<?> there) {
    Overrides mine = Overrides.of(type, patch.classFile(type.getName()));
    for (Class<?> t = there; t != type.getSuperclass(); t = t.getSuperclass()) {
      Optional<Patch> other = base.patchOf(t);
      TreeSet<String> both = mine.conflictsWith(Overrides.of(t));
      if (!both.isEmpty()) {
        String functions = both.stream().map(f -> f + "()").collect(Collectors.joining(", "));
        return other
            .map(patchBelow -> conflict(patchBelow, functions))
            .orElse(
                "%s overrides %s, and so does %s of %s: extend that"
                    .formatted(type.getSimpleName(), functions, t.getSimpleName(), base.name()));
      }
    }
    return "";
  }

  private String conflict(Patch other, String functions) {
    return other.name().equals(patch.name())
        ? "is applied already"
        : "conflicts with %s: both override %s".formatted(other.name(), functions);
  }
}
