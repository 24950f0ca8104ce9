package epcheck.fuzz;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A small concurrent program over a fixed set of shared objects: what the explorer and {@link
 * BruteForce} both run.
 *
 * @param seed what {@link Generator} made it from
 * @param guards what protects each of the four integers, as declared; the program may well break it
 * @param guardedList what protects the list, as declared
 * @param krefAtStart the reference count in the initial state
 * @param tasks for each task its entry points, each a block of statements
 * @param works for each work item what it does; not made if empty
 * @param callbacks for each SRCU callback what it does; not made if empty
 */
record Program(
    long seed,
    List<Guard> guards,
    Guard guardedList,
    int krefAtStart,
    List<List<List<Statement>>> tasks,
    List<List<Statement>> works,
    List<List<Statement>> callbacks) {

  /** The integers x0, x1, x2 and A->x3. */
  static final int INTS = 4;

  /** What is locked and unlocked, or is the bounds of a section. */
  enum Section {
    SPIN0("s0"),
    SPIN1("s1"),
    MUTEX0("m0"),
    MUTEX1("m1"),
    LOCK_IN_A("A->lock"),
    READ("r0.read"),
    WRITE("r0.write"),
    SRCU("srcu"),
    NO_BH("bh");

    final String text;

    Section(String text) {
      this.text = text;
    }

    boolean isPlainLock() {
      return ordinal() <= LOCK_IN_A.ordinal();
    }

    boolean isSpinLock() {
      return this == SPIN0 || this == SPIN1 || this == LOCK_IN_A;
    }
  }

  /** What is declared to protect a variable. */
  enum Guard {
    NONE,
    SPIN0,
    MUTEX0,
    LOCK_IN_A,
    RWSEM,
    SPIN0_OR_RELEASER
  }

  /**
   * The kinds of statement; {@code a}, {@code b} and {@code reg} are those of {@link Statement}.
   */
  enum Kind {
    LOCK,
    UNLOCK,
    DOWNGRADE,
    TRYLOCK,
    READ,
    READ_ONCE,
    WRITE,
    WRITE_ONCE,
    WRITE_REG,
    ADD,
    IF,
    AWAIT,
    REPEAT,
    LOOP,
    KREF_GET,
    KREF_TRYGET,
    KREF_PUT,
    SET_BIT,
    CLEAR_BIT,
    TEST_BIT,
    TEST_AND_SET,
    COUNT,
    SYNCHRONIZE,
    CALL_SRCU,
    CLEANUP_SRCU,
    QUEUE,
    CANCEL,
    FREE_A,
    ALLOC,
    FREE_P,
    CLEAR_P,
    P_WRITE,
    P_READ,
    LIST_ADD,
    LIST_ADD_TAIL,
    LIST_DEL,
    LIST_DEL_INIT,
    LIST_EMPTY,
    MIGHT_SLEEP,
    WARN_IF
  }

  /**
   * One statement.
   *
   * @param a the object: which section, variable, bit, work item, callback or list node
   * @param b a constant
   * @param reg the local variable that takes the result, or is looked at
   * @param body the branch for {@code reg == b}, or the body of a loop
   * @param otherwise the other branch
   */
  record Statement(
      Kind kind, int a, int b, int reg, List<Statement> body, List<Statement> otherwise) {
    static Statement of(Kind kind, int a, int b, int reg) {
      return new Statement(kind, a, b, reg, List.of(), List.of());
    }

    Section section() {
      return Section.values()[a];
    }

    String text(String indent) {
      String to = "r" + reg + " = ";
      return indent
          + switch (kind) {
            case LOCK -> "lock(" + section().text + ")";
            case UNLOCK -> "unlock(" + section().text + ")";
            case DOWNGRADE -> "downgrade_write(r0)";
            case TRYLOCK -> to + "trylock(" + section().text + ")";
            case READ -> to + variable();
            case READ_ONCE -> to + "READ_ONCE(" + variable() + ")";
            case WRITE -> variable() + " = " + b;
            case WRITE_ONCE -> "WRITE_ONCE(" + variable() + ", " + b + ")";
            case WRITE_REG -> variable() + " = (r" + reg + " + 1) & 3";
            case ADD -> variable() + " += " + b;
            case IF ->
                "if (r"
                    + reg
                    + " == "
                    + b
                    + ") {"
                    + block(body, indent)
                    + (otherwise.isEmpty() ? "" : "\n" + indent + "} else {")
                    + block(otherwise, indent)
                    + "\n"
                    + indent
                    + "}";
            case AWAIT, REPEAT, LOOP ->
                (kind == Kind.AWAIT ? "do {" : kind == Kind.REPEAT ? "repeat {" : "loop {")
                    + block(body, indent)
                    + "\n"
                    + indent
                    + "} until (r"
                    + reg
                    + " == "
                    + b
                    + ")";
            case KREF_GET -> "kref_get(k)";
            case KREF_TRYGET -> to + "kref_get_unless_zero(k)";
            case KREF_PUT -> to + "kref_put(k)";
            case SET_BIT -> "set_bit(" + a + ")";
            case CLEAR_BIT -> "clear_bit(" + a + ")";
            case TEST_BIT -> to + "test_bit(" + a + ")";
            case TEST_AND_SET -> to + "test_and_set_bit(" + a + ")";
            case COUNT -> to + "atomic_add_return(" + b + ", c)";
            case SYNCHRONIZE -> "synchronize_srcu()";
            case CALL_SRCU -> "call_srcu(callback " + a + ")";
            case CLEANUP_SRCU -> "cleanup_srcu_struct()";
            case QUEUE -> to + "queue_work(" + a + ")";
            case CANCEL -> to + "cancel_work_sync(" + a + ")";
            case FREE_A -> "kfree(A)";
            case ALLOC -> "p = kzalloc()";
            case FREE_P -> "kfree(p)";
            case CLEAR_P -> "p = NULL";
            case P_WRITE -> "p->y = " + b;
            case P_READ -> to + "p->y";
            case LIST_ADD -> "list_add(n" + a + ", head)";
            case LIST_ADD_TAIL -> "list_add_tail(n" + a + ", head)";
            case LIST_DEL -> "list_del(n" + a + ")";
            case LIST_DEL_INIT -> "list_del_init(n" + a + ")";
            case LIST_EMPTY -> to + "list_empty(head)";
            case MIGHT_SLEEP -> "might_sleep()";
            case WARN_IF -> "WARN_ON(r" + reg + " == " + b + ")";
          };
    }

    private String variable() {
      return a == INTS - 1 ? "A->x3" : "x" + a;
    }
  }

  /**
   * Whether a task may touch the list: the explorer keeps who owns a node, which is no part of the
   * kernel's state.
   */
  boolean usesList() {
    return toString().contains("list_");
  }

  private static String block(List<Statement> statements, String indent) {
    return statements.stream().map(s -> "\n" + s.text(indent + "  ")).collect(Collectors.joining());
  }

  /** As a person would write it down. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append("seed ").append(seed).append("; guards of x0 x1 x2 A->x3: ").append(guards);
    out.append("; of the list: ").append(guardedList).append("; k = ").append(krefAtStart);
    for (int t = 0; t < tasks.size(); t++) {
      for (List<Statement> call : tasks.get(t)) {
        out.append("\nT").append(t).append(":").append(block(call, ""));
      }
    }
    for (int w = 0; w < works.size(); w++) {
      out.append("\nwork ").append(w).append(":").append(block(works.get(w), ""));
    }
    for (int c = 0; c < callbacks.size(); c++) {
      out.append("\ncallback ").append(c).append(":").append(block(callbacks.get(c), ""));
    }
    return out.toString();
  }
}
