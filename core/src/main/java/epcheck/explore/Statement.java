package epcheck.explore;

/** An operation as a kernel developer would write it. */
final class Statement {
  private Statement() {}

  /**
   * For example {@code mutex_lock(&A->lock)}; the value that was seen or written is left to the
   * caller.
   */
  static String of(Op op, String name) {
    return switch (op) {
      case READ -> name;
      case WRITE -> name + " = ";
      case READ_ONCE -> "READ_ONCE(" + name + ")";
      case WRITE_ONCE -> "WRITE_ONCE(" + name + ")";
      case TEST_BIT, SET_BIT, CLEAR_BIT, TEST_AND_SET_BIT -> call(op, "&" + name);
      case ADD_RETURN -> "atomic_long_add(&" + name + ")";
      case KREF_GET, KREF_GET_UNLESS_ZERO, KREF_PUT -> call(op, "&" + name);
      case SPIN_LOCK, SPIN_TRYLOCK, SPIN_UNLOCK -> call(op, "&" + name);
      case MUTEX_LOCK, MUTEX_TRYLOCK, MUTEX_UNLOCK -> call(op, "&" + name);
      case DOWN_READ, UP_READ, DOWN_WRITE, UP_WRITE, DOWNGRADE_WRITE -> call(op, "&" + name);
      case DOWN_WRITE_NESTED -> call(op, "&" + name + ", SINGLE_DEPTH_NESTING");
      case DOWN_WRITE_QUEUED -> "down_write(&" + name + ") [queued]";
      case SRCU_READ_LOCK, SRCU_READ_UNLOCK, SYNCHRONIZE_SRCU -> call(op, "&" + name);
      case SYNCHRONIZE_SRCU_WAIT -> "synchronize_srcu(&" + name + ") [waits for readers]";
      case CALL_SRCU -> "call_srcu(&" + name + ")";
      case SRCU_CALLBACK_BEGIN -> "srcu_invoke_callbacks(&" + name + ")";
      case SRCU_GRACE_PERIOD -> "srcu_invoke_callbacks(&" + name + ") [waits for readers]";
      case SRCU_CALLBACK_END -> "callback of " + name + " done";
      case SRCU_CLEANUP -> "cleanup_srcu_struct(&" + name + ")";
      case QUEUE_WORK -> "queue_work(&" + name + ")";
      case WORK_BEGIN -> "process_one_work(&" + name + ")";
      case WORK_END -> "function of " + name + " done";
      case CANCEL_WORK_SYNC -> call(op, "&" + name);
      case CANCEL_WORK_SYNC_WAIT -> "cancel_work_sync(&" + name + ") [waits for its function]";
      case KZALLOC -> "kzalloc(" + name + ")";
      case KFREE -> "kfree(" + name + ")";
      case BH_DISABLE -> "local_bh_disable()";
      case BH_ENABLE -> "local_bh_enable()";
      case CPU_RELAX -> "cpu_relax()";
      case COND_RESCHED -> "cond_resched()";
      case AWAIT -> "wait_event(" + name + ")";
    };
  }

  /** An operation on one bit: {@code test_bit(NO_MEMORY, &A->flags)}. */
  static String ofBit(Op op, String bit, String name) {
    return call(op, bit + ", &" + name);
  }

  private static String call(Op op, String arguments) {
    return op.name().toLowerCase(java.util.Locale.ROOT) + "(" + arguments + ")";
  }
}
