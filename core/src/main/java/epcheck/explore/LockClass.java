package epcheck.explore;

/**
 * All locks that are the same member of the same type of struct, as in lockdep: what is found wrong
 * with two of them is wrong with any.
 */
final class LockClass {
  final int index;

  /** As in C: {@code encl->lock}. */
  final String name;

  /** The class of which this one is the nested subclass; of any other itself. */
  final LockClass base;

  LockClass(int index, String name) {
    this.index = index;
    this.name = name;
    this.base = this;
  }

  /** A subclass for what is nested, which lockdep prints as {@code mm->mmap_lock/1}. */
  LockClass(int index, LockClass base) {
    this.index = index;
    this.name = base.name + "/1";
    this.base = base;
  }

  @Override
  public String toString() {
    return name;
  }
}
