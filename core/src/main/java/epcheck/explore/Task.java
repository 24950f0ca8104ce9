package epcheck.explore;

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
   * Signatures ({@link Op#on}), observed values, values left in memory, and the chained hash up to
   * here.
   */
  int[] signature = new int[256];

  int[] observed = new int[256];
  int[] left = new int[256];
  long[] chain = new long[256];
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
   * Adds an operation.
   *
   * @param inLoop in a retry loop, which waits for what it leaves behind to change: so that is
   *     remembered too
   */
  void append(int sig, int seen, int leaves, boolean inLoop) {
    if (top == signature.length) {
      grow();
    }
    signature[top] = sig;
    observed[top] = seen;
    left[top] = leaves;
    long hash = Hash.chain(top == base ? SEED : chain[top - 1], seen);
    chain[top] = inLoop ? Hash.chain(hash, leaves) : hash;
    top++;
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
    System.arraycopy(left, from, left, top, offset);
    System.arraycopy(chain, from, chain, top, offset);
    base = top;
    top += offset;
  }

  /** Whether a variable that the pending retry loop has read, or written, last is different now. */
  boolean seesChange(Memory memory) {
    for (int i = top - 1; i >= base + loopStart; i--) {
      int sig = signature[i];
      if (Op.of(sig).wakesLoops() && memory.peek(Op.slot(sig)) != left[i] && isLastOn(sig, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLastOn(int sig, int index) {
    for (int i = top - 1; i > index; i--) {
      if (Op.slot(signature[i]) == Op.slot(sig)) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    if (signature.length >= MAX_LOG) {
      throw new ModelError(
          "the entry point performs more than " + MAX_LOG + " operations; does it loop for ever?");
    }
    int n = 2 * signature.length;
    signature = Arrays.copyOf(signature, n);
    observed = Arrays.copyOf(observed, n);
    left = Arrays.copyOf(left, n);
    chain = Arrays.copyOf(chain, n);
  }

  /** This task's part of the state's fingerprint: where it stands and all that it remembers. */
  long fingerprint() {
    long memory = top == base ? SEED : chain[top - 1];
    return Hash.mix(memory + ((long) id << 56 ^ (long) call << 40));
  }
}
