package epcheck.explore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The states that were visited: a 64-bit fingerprint each, and the tasks that were asleep there, in
 * an open-addressed table. With linear probing and a load between 0.35 and 0.7 that is 14 to 29
 * bytes for a state.
 */
final class FingerprintSet {
  /** What {@link #visit} returns for a state that was not there. */
  static final int NEW = -1;

  private static final int MAX_LENGTH = 1 << 30;

  private long[] fingerprints = new long[1 << 12];
  private short[] asleep = new short[1 << 12];
  private int size;

  /**
   * Adds a state, or meets it again.
   *
   * @param sleep the tasks that need not be explored from here this time, as a mask
   * @return {@link #NEW}, or the tasks that were asleep at all earlier visits. The ones of them
   *     that are awake now must be explored now (Godefroid 1996, section 5.2); from here on only
   *     those asleep at every visit count as asleep
   */
  int visit(long fingerprint, int sleep) {
    long key = fingerprint == 0 ? 1 : fingerprint;
    int mask = fingerprints.length - 1;
    int i = (int) key & mask;
    while (fingerprints[i] != 0) {
      if (fingerprints[i] == key) {
        int before = asleep[i] & 0xffff;
        asleep[i] = (short) (before & sleep);
        return before;
      }
      i = i + 1 & mask;
    }
    fingerprints[i] = key;
    asleep[i] = (short) sleep;
    if (++size > fingerprints.length / 10 * 7) {
      grow();
    }
    return NEW;
  }

  private void grow() {
    if (fingerprints.length == MAX_LENGTH) {
      throw new OutOfMemoryError("more than " + size + " states do not fit in one table");
    }
    int n = 2 * fingerprints.length;
    long[] newFingerprints = new long[n];
    short[] newAsleep = new short[n];
    for (int j = 0; j < fingerprints.length; j++) {
      long key = fingerprints[j];
      if (key != 0) {
        int i = (int) key & n - 1;
        while (newFingerprints[i] != 0) {
          i = i + 1 & n - 1;
        }
        newFingerprints[i] = key;
        newAsleep[i] = asleep[j];
      }
    }
    fingerprints = newFingerprints;
    asleep = newAsleep;
  }

  /** Writes down what is in it. */
  void save(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < fingerprints.length; i++) {
      if (fingerprints[i] != 0) {
        out.writeLong(fingerprints[i]);
        out.writeShort(asleep[i]);
      }
    }
  }

  /** One like that which was written down. */
  static FingerprintSet load(DataInput in) throws IOException {
    FingerprintSet set = new FingerprintSet();
    for (int left = in.readInt(); left > 0; left--) {
      set.visit(in.readLong(), in.readShort() & 0xffff);
    }
    return set;
  }

  int size() {
    return size;
  }

  /** The memory that the table takes, in bytes. */
  long bytes() {
    return (long) fingerprints.length * (Long.BYTES + Short.BYTES);
  }
}
