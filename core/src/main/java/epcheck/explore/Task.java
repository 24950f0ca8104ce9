package epcheck.explore;

import epcheck.kernel.EntryPoint;
import java.util.Arrays;
import java.util.List;

/**
 * One thread of the model, with the log of what its current entry point has observed.
 *
 * <p>The log is a stack: {@code [base, top)} is the part that belongs to the current entry point.
 * When that ends, the next one starts with {@code base = top}, so what lies below is still there
 * when the search backtracks and only base and top have to be restored.
 */
final class Task {
  /** What one entry point may perform before we call it endless. */
  private static final int MAX_LOG = 1 << 22;

  private static final long SEED = 0x243f6a8885a308d3L;

  int id;
  final String name;
  final List<EntryPoint> calls;

  /** Runs its only entry point for ever, and may be idle in it when all else is done: a kworker. */
  final boolean daemon;

  /**
   * Signatures ({@link Op#on}), observed values, values found and left in memory (found only in a
   * retry loop), and the chained hash up to here.
   */
  int[] signature = new int[256];

  int[] observed = new int[256];
  private int[] found = new int[256];
  int[] left = new int[256];
  long[] chain = new long[256];

  /** In which of its own steps since the entry point began: {@link #beginStep}. */
  int[] step = new int[256];

  private int now;
  int base;
  int top;

  /** The index of the current entry point. */
  int call;

  /** The locks that it holds. */
  HeldLocks held;

  /** What this task will do next when it is scheduled; signature -1 once it is done. */
  int pending = -1;

  Condition condition;

  /** For a pending CPU_RELAX: where the loop began, relative to base. */
  int loopStart;

  Task(int id, String name, List<EntryPoint> calls, boolean daemon) {
    this.id = id;
    this.name = name;
    this.calls = List.copyOf(calls);
    this.daemon = daemon;
  }

  boolean done() {
    return call == calls.size();
  }

  String callName() {
    return done() ? "" : calls.get(call).name();
  }

  /**
   * The task takes a step. It counts as the one after that of the last operation in the log, so
   * that the numbers of two operations differ by how many of those in between begin a step, and
   * what the log has forgotten does not count.
   */
  void beginStep() {
    now = lastStep() + 1;
  }

  private int lastStep() {
    return top == base ? 0 : step[top - 1];
  }

  /** The entry point has returned: the next one, if any, begins in the same step. */
  void beginCall() {
    base = top;
    now = 0;
  }

  /** Adds an operation. */
  void append(int sig, int seen, int leaves) {
    if (top == signature.length) {
      grow();
    }
    signature[top] = sig;
    observed[top] = seen;
    left[top] = leaves;
    step[top] = now;
    chain[top] = Hash.chain(top == base ? SEED : chain[top - 1], seen);
    top++;
  }

  /**
   * Adds an operation in a retry loop. The loop waits for what it has found to be otherwise, so
   * that is remembered too; what it leaves follows from that.
   */
  void appendInLoop(int sig, int seen, int finds, int leaves) {
    append(sig, seen, leaves);
    found[top - 1] = finds;
    chain[top - 1] = Hash.chain(chain[top - 1], finds);
  }

  /**
   * Goes back to an earlier point of the entry point, above what the search may still return to.
   */
  void restartAt(int offset) {
    int from = base;
    while (top + offset > signature.length) {
      grow();
    }
    System.arraycopy(signature, from, signature, top, offset);
    System.arraycopy(observed, from, observed, top, offset);
    System.arraycopy(found, from, found, top, offset);
    System.arraycopy(left, from, left, top, offset);
    System.arraycopy(chain, from, chain, top, offset);
    System.arraycopy(step, from, step, top, offset);
    base = top;
    top += offset;
    now = lastStep();
  }

  /**
   * Whether another run of the pending retry loop may find something otherwise than the last one: a
   * variable is not any more as the loop has left it, or another task has changed it between two
   * operations of the loop, so that the first of them saw an old value.
   */
  boolean seesChange(Memory memory) {
    for (int i = top - 1; i >= base + loopStart; i--) {
      int sig = signature[i];
      if (Op.of(sig).wakesLoops() && (isStale(i) || isLast(i) && isDifferent(memory, i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isDifferent(Memory memory, int index) {
    return memory.peek(Op.slot(signature[index])) != left[index];
  }

  /** No later operation of the loop is on the same slot. */
  private boolean isLast(int index) {
    for (int i = top - 1; i > index; i--) {
      if (Op.slot(signature[i]) == Op.slot(signature[index])) {
        return false;
      }
    }
    return true;
  }

  /** The operation found in its slot another value than the loop's one before had left there. */
  private boolean isStale(int index) {
    for (int i = index - 1; i >= base + loopStart; i--) {
      if (Op.slot(signature[i]) == Op.slot(signature[index])) {
        return Op.of(signature[i]).wakesLoops() && found[index] != left[i];
      }
    }
    return false;
  }

  private void grow() {
    if (signature.length >= MAX_LOG) {
      throw new ModelError(
          "the entry point performs more than " + MAX_LOG + " operations; does it loop for ever?");
    }
    int n = 2 * signature.length;
    signature = Arrays.copyOf(signature, n);
    observed = Arrays.copyOf(observed, n);
    found = Arrays.copyOf(found, n);
    left = Arrays.copyOf(left, n);
    chain = Arrays.copyOf(chain, n);
    step = Arrays.copyOf(step, n);
  }

  /** This task's part of the state's fingerprint: where it stands and all that it remembers. */
  long fingerprint() {
    long memory = top == base ? SEED : chain[top - 1];
    return Hash.mix(memory + ((long) id << 56 ^ (long) call << 40));
  }
}
