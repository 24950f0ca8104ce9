package epcheck.validate;

import epcheck.explore.ModelError;
import epcheck.kernel.KernelFunction;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Patches on a revision that fit it and each other. Two that put a class in the place of the same
 * part are a conflict: one class cannot be below both.
 */
public final class Applied {
  private final Revision base;
  private final Map<Patch, DriverClasses> changes = new LinkedHashMap<>();
  private final DriverClasses before;

  private Applied(Revision base) {
    this.base = base;
    before = DriverClasses.of(base);
  }

  /**
   * Tries them.
   *
   * @throws BadProposal if one does not fit the revision, or two do not fit each other
   */
  public static void requireFit(Revision base, List<Patch> patches) throws BadProposal {
    Applied applied = new Applied(base);
    for (Patch patch : patches) {
      applied.add(patch);
    }
  }

  private void add(Patch patch) throws BadProposal {
    if (patch instanceof Proposal proposal) {
      String misfit = proposal.misfit(base, before);
      if (!misfit.isEmpty()) {
        throw new BadProposal(misfit);
      }
    } else if (!patch.isFor(base)) {
      throw new BadProposal("patch " + patch.name() + " does not fit " + base.name());
    }
    DriverClasses alone = classesWith(patch);
    for (Map.Entry<Patch, DriverClasses> other : changes.entrySet()) {
      List<Part> both = new ArrayList<>(before.changedIn(alone));
      both.retainAll(before.changedIn(other.getValue()));
      if (!both.isEmpty()) {
        throw new BadProposal(
            conflict(other.getKey(), other.getValue(), patch, alone, both.get(0)));
      }
    }
    changes.put(patch, alone);
  }

  private DriverClasses classesWith(Patch patch) throws BadProposal {
    try {
      return Patience.USUAL.with(() -> DriverClasses.of(patch.on(base)));
    } catch (ModelError e) {
      List<Proposal> mine = patch instanceof Proposal proposal ? List.of(proposal) : List.of();
      throw new BadProposal(new Failure(e, mine).inWords("while the driver is built"), e);
    }
  }

  private String conflict(
      Patch a, DriverClasses classesOfA, Patch b, DriverClasses classesOfB, Part part) {
    TreeSet<String> ofA = functions(classesOfA.in(part), before.in(part));
    TreeSet<String> ofB = functions(classesOfB.in(part), before.in(part));
    TreeSet<String> both = new TreeSet<>(ofA);
    both.retainAll(ofB);
    String names = a.name() + " and " + b.name();
    if (both.isEmpty()) {
      return names
          + " conflict: both change the "
          + part.name()
          + ", though not the same function ("
          + a.name()
          + ": "
          + list(ofA)
          + "; "
          + b.name()
          + ": "
          + list(ofB)
          + ")\nPut both changes into one class of one proposal.";
    }
    return names + " conflict: both override " + list(both);
  }

  private static String list(TreeSet<String> functions) {
    return functions.stream().map(f -> f + "()").collect(Collectors.joining(", "));
  }

  /** The kernel functions that a class overrides of another one, which it extends. */
  private static TreeSet<String> functions(Class<?> type, Class<?> base) {
    TreeSet<String> functions = new TreeSet<>();
    for (Class<?> t = type; t != base && t != Object.class; t = t.getSuperclass()) {
      for (Method method : t.getDeclaredMethods()) {
        if (!method.isSynthetic()
            && !Modifier.isStatic(method.getModifiers())
            && isIn(t.getSuperclass(), method)) {
          String name = method.getName();
          functions.add(KernelFunction.isOne(name) ? KernelFunction.name(name) : name);
        }
      }
    }
    return functions;
  }

  private static boolean isIn(Class<?> type, Method method) {
    for (Class<?> t = type; t != null; t = t.getSuperclass()) {
      for (Method other : t.getDeclaredMethods()) {
        if (other.getName().equals(method.getName())
            && List.of(other.getParameterTypes()).equals(List.of(method.getParameterTypes()))) {
          return true;
        }
      }
    }
    return false;
  }
}
