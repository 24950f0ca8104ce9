package epcheck.explore;

/**
 * The kinds of operation that a task performs on a slot: what the value log records, what the
 * scheduler waits for, and what reports print.
 */
enum Op {
  READ,
  WRITE,
  READ_ONCE,
  WRITE_ONCE,
  TEST_BIT,
  SET_BIT,
  CLEAR_BIT,
  TEST_AND_SET_BIT,
  ADD_RETURN,
  KREF_GET,
  KREF_GET_UNLESS_ZERO,
  KREF_PUT,
  SPIN_LOCK,
  SPIN_TRYLOCK,
  SPIN_UNLOCK,
  MUTEX_LOCK,
  MUTEX_TRYLOCK,
  MUTEX_UNLOCK,
  DOWN_READ,
  UP_READ,
  DOWN_WRITE,
  DOWN_WRITE_NESTED,
  DOWN_WRITE_QUEUED,
  UP_WRITE,
  DOWNGRADE_WRITE,
  SRCU_READ_LOCK,
  SRCU_READ_UNLOCK,
  SYNCHRONIZE_SRCU,
  SYNCHRONIZE_SRCU_WAIT,
  CALL_SRCU,
  SRCU_CALLBACK_BEGIN,
  SRCU_GRACE_PERIOD,
  SRCU_CALLBACK_END,
  SRCU_CLEANUP,
  QUEUE_WORK,
  WORK_BEGIN,
  WORK_END,
  CANCEL_WORK_SYNC,
  CANCEL_WORK_SYNC_WAIT,
  KZALLOC,
  KFREE,
  BH_DISABLE,
  BH_ENABLE,
  CPU_RELAX,
  COND_RESCHED,
  AWAIT;

  static final int BITS = 6;

  private static final Op[] ALL = values();

  static Op of(int signature) {
    return ALL[signature & (1 << BITS) - 1];
  }

  /** The operation on a slot, as one int. */
  int on(int slot) {
    return slot << BITS | ordinal();
  }

  static int slot(int signature) {
    return signature >> BITS;
  }

  /** A plain access of C: what a data race needs at least one of. */
  boolean plain() {
    return this == READ || this == WRITE;
  }

  /** Reads or writes a C variable (locks, waits and queues do not). */
  boolean accessesData() {
    return ordinal() <= KREF_PUT.ordinal();
  }

  boolean writesData() {
    return accessesData() && this != READ && this != READ_ONCE && this != TEST_BIT;
  }

  /** Whether the order of two operations on the same data, or on the same lock, matters. */
  boolean conflicts(Op other) {
    return contends() && other.contends() && (excludes() || other.excludes());
  }

  private boolean contends() {
    return accessesData() || this == DOWN_READ || excludes();
  }

  private boolean excludes() {
    return switch (this) {
      case SPIN_LOCK, SPIN_TRYLOCK, MUTEX_LOCK, MUTEX_TRYLOCK, DOWN_WRITE, DOWN_WRITE_NESTED ->
          true;
      default -> writesData();
    };
  }

  /**
   * When a retry loop has performed it in vain, a change of its slot makes another run worth while.
   */
  boolean wakesLoops() {
    return accessesData() || this == SPIN_TRYLOCK || this == MUTEX_TRYLOCK || this == QUEUE_WORK;
  }

  /** With this result it begins a critical section. */
  boolean beginsSection(int observed) {
    return switch (this) {
      case SPIN_LOCK, MUTEX_LOCK, DOWN_READ, DOWN_WRITE_QUEUED, DOWNGRADE_WRITE, SRCU_READ_LOCK ->
          true;
      case SPIN_TRYLOCK, MUTEX_TRYLOCK, DOWN_WRITE, DOWN_WRITE_NESTED -> observed != 0;
      default -> false;
    };
  }

  boolean endsSection() {
    return switch (this) {
      case SPIN_UNLOCK, MUTEX_UNLOCK, UP_READ, UP_WRITE, DOWNGRADE_WRITE, SRCU_READ_UNLOCK -> true;
      default -> false;
    };
  }

  /** May put the caller to sleep. */
  boolean sleeps() {
    return switch (this) {
      case MUTEX_LOCK,
          DOWN_READ,
          DOWN_WRITE,
          DOWN_WRITE_NESTED,
          SYNCHRONIZE_SRCU,
          SRCU_CLEANUP,
          CANCEL_WORK_SYNC ->
          true;
      default -> false;
    };
  }
}
