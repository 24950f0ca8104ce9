package epcheck.explore;

import java.util.Arrays;

/**
 * The shared state of a model: an array of ints, one slot for each variable, lock, count, link or
 * queue entry.
 *
 * <p>Everything that the explorer needs of a state hangs on this one array. A write is undone by an
 * undo log, changes a fingerprint that is kept up to date (each slot contributes a hash of itself
 * and its value, and they are xor-ed, after Zobrist 1970), and joins the footprint of the running
 * step: the set of slots that it read and wrote. No primitive can forget any of the three, since
 * none has a field of its own.
 */
final class Memory {
  private int[] value = new int[512];
  private int size;
  private long hash;

  private int[] undoSlot = new int[4096];
  private int[] undoValue = new int[4096];
  private int undoTop;

  /** The slots that the running step touched, each once. */
  private int[] touched = new int[512];

  private int touchedCount;

  /** For each slot the step that touched it last, times two, plus one if it wrote. */
  private int[] stamp = new int[512];

  private int step = 1;

  int allocate(int initial) {
    if (size == value.length) {
      value = Arrays.copyOf(value, 2 * size);
      stamp = Arrays.copyOf(stamp, 2 * size);
      touched = Arrays.copyOf(touched, 2 * size);
    }
    value[size] = initial;
    hash ^= hashOf(size, initial);
    return size++;
  }

  int size() {
    return size;
  }

  /** The value, unseen by the footprint: for oracles, conditions and reports. */
  int peek(int slot) {
    return value[slot];
  }

  int read(int slot) {
    touch(slot, 0);
    return value[slot];
  }

  void write(int slot, int newValue) {
    touch(slot, 1);
    int old = value[slot];
    if (old != newValue) {
      if (undoTop == undoSlot.length) {
        undoSlot = Arrays.copyOf(undoSlot, 2 * undoTop);
        undoValue = Arrays.copyOf(undoValue, 2 * undoTop);
      }
      undoSlot[undoTop] = slot;
      undoValue[undoTop++] = old;
      assign(slot, newValue);
    }
  }

  /** Makes all that was written so far the initial state. */
  void commit() {
    undoTop = 0;
  }

  private void assign(int slot, int newValue) {
    hash ^= hashOf(slot, value[slot]) ^ hashOf(slot, newValue);
    value[slot] = newValue;
  }

  int undoMark() {
    return undoTop;
  }

  void undoTo(int mark) {
    while (undoTop > mark) {
      undoTop--;
      assign(undoSlot[undoTop], undoValue[undoTop]);
    }
  }

  long hash() {
    return hash;
  }

  /** Empties the footprint. */
  void beginStep() {
    touchedCount = 0;
    if (++step == Integer.MAX_VALUE >> 1) {
      Arrays.fill(stamp, 0);
      step = 1;
    }
  }

  private void touch(int slot, int write) {
    int s = stamp[slot];
    if (s >> 1 != step) {
      stamp[slot] = step << 1 | write;
      touched[touchedCount++] = slot;
    } else {
      stamp[slot] = s | write;
    }
  }

  int footprintSize() {
    return touchedCount;
  }

  /** The i-th entry of the footprint: the slot times two, plus one if it was written. */
  int footprint(int i) {
    int slot = touched[i];
    return slot << 1 | stamp[slot] & 1;
  }

  /**
   * Whether the running step's footprint conflicts with an entry of another one: same slot, at
   * least one write.
   */
  boolean conflicts(int entry) {
    int s = stamp[entry >> 1];
    return s >> 1 == step && ((s | entry) & 1) != 0;
  }

  int[] snapshot() {
    return Arrays.copyOf(value, size);
  }

  private static long hashOf(int slot, int v) {
    return Hash.mix((long) slot << 32 | v & 0xffffffffL);
  }
}
