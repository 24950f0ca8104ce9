package epcheck.explore;

import java.util.EnumSet;
import java.util.Set;

/**
 * All locks that are the same member of the same type of struct, as in lockdep: what is found wrong
 * with two of them is wrong with any.
 */
final class LockClass {
  final int index;
  final LockKind kind;

  /** As in C: {@code encl->lock}. */
  final String name;

  /** The class of which this one is the nested subclass; of any other itself. */
  final LockClass base;

  private final Set<LockUse> uses = EnumSet.noneOf(LockUse.class);

  /** How many locks of this class there are. */
  private int instances;

  LockClass(int index, String name, LockKind kind) {
    this.index = index;
    this.name = name;
    this.kind = kind;
    this.base = this;
  }

  /** A subclass for what is nested, which lockdep prints as {@code mm->mmap_lock/1}. */
  LockClass(int index, LockClass base) {
    this.index = index;
    this.name = base.name + "/1";
    this.kind = base.kind;
    this.base = base;
  }

  /** One more lock is of this class. */
  void addInstance() {
    instances++;
  }

  /** It is taken in this way, in some execution. */
  void isTaken(LockUse use) {
    uses.add(use);
  }

  /** For a verdict. */
  Lock told() {
    return new Lock(name, kind, uses, base.instances, index);
  }

  @Override
  public String toString() {
    return name;
  }
}
