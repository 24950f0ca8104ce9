package epcheck.live;

import epcheck.kernel.KernelBug;

/** What lockdep asks a lock and says of its misuse. */
interface LiveLock {
  /** As in C, without the ampersand: {@code A->lock}. */
  String name();

  /** Whether any task holds it. */
  boolean isHeld();

  /**
   * What an acquisition by a task that holds the lock already raises, where the kernel would hang.
   */
  default KernelBug recursion() {
    return new KernelBug(
        "recursive-lock", "possible recursive locking: " + name() + " is held by this task");
  }

  /** What a release by a task that does not hold the lock raises. */
  default KernelBug badUnlock() {
    return new KernelBug("bad-unlock", "bad unlock balance: this task does not hold " + name());
  }
}
