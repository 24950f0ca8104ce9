package epcheck.explore;

/** What an operation does to the locks that its task holds. */
enum LockChange {
  LOCK(LockUse.EXCLUSIVE, true),
  READ_LOCK(LockUse.SHARED, true),
  READ_LOCK_RECURSIVE(LockUse.RECURSIVE, true),
  SYNCHRONIZE(LockUse.SYNCHRONIZE, true),
  /** It does not wait, so it cannot be what closes a circle; but it is held from here on. */
  TRYLOCK(LockUse.EXCLUSIVE, false),
  UNLOCK(LockUse.EXCLUSIVE, false),
  READ_UNLOCK(LockUse.SHARED, false),
  DOWNGRADE(LockUse.SHARED, false);

  static final int COUNT = values().length;

  final LockUse use;

  /** It may wait for the lock with others held, which orders the lock after those. */
  final boolean waits;

  LockChange(LockUse use, boolean waits) {
    this.use = use;
    this.waits = waits;
  }

  /** What a section that this ends has held the lock as, or null if it ends none. */
  LockUse ends(LockKind kind) {
    return switch (this) {
      case UNLOCK, DOWNGRADE -> LockUse.EXCLUSIVE;
      case READ_UNLOCK -> kind == LockKind.SRCU ? LockUse.RECURSIVE : LockUse.SHARED;
      default -> null;
    };
  }

  /** The task holds the lock afterwards and did not before. */
  boolean takes() {
    return waits && this != SYNCHRONIZE || this == TRYLOCK;
  }
}
