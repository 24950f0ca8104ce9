package epcheck.explore;

import java.util.Set;

/**
 * A lock class, as a verdict tells of it.
 *
 * @param name as in C: {@code encl->lock}; of a nested subclass with {@code /1} at its end
 * @param uses how locks of the class are taken, in any execution
 * @param instances how many locks of the class the model has
 * @param rank its place among the classes of the model
 */
public record Lock(String name, LockKind kind, Set<LockUse> uses, int instances, int rank) {
  public Lock {
    uses = Set.copyOf(uses);
  }

  @Override
  public String toString() {
    return name;
  }
}
