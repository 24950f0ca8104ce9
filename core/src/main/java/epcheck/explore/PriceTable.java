package epcheck.explore;

/**
 * A map from fingerprints to the lowest price at which a state was reached, in an open-addressed
 * table.
 */
final class PriceTable {
  static final long NONE = Long.MAX_VALUE;

  private long[] keys = new long[1 << 12];
  private long[] prices = new long[1 << 12];
  private int size;

  private int find(long key) {
    int mask = keys.length - 1;
    int i = (int) key & mask;
    while (keys[i] != 0 && keys[i] != key) {
      i = i + 1 & mask;
    }
    return i;
  }

  long get(long fingerprint) {
    int i = find(fingerprint | 1);
    return keys[i] == 0 ? NONE : prices[i];
  }

  void put(long fingerprint, long price) {
    int i = find(fingerprint | 1);
    if (keys[i] == 0) {
      keys[i] = fingerprint | 1;
      size++;
    }
    prices[i] = price;
    if (size > keys.length / 10 * 7) {
      grow();
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldPrices = prices;
    keys = new long[2 * oldKeys.length];
    prices = new long[2 * oldKeys.length];
    for (int j = 0; j < oldKeys.length; j++) {
      if (oldKeys[j] != 0) {
        int i = find(oldKeys[j]);
        keys[i] = oldKeys[j];
        prices[i] = oldPrices[j];
      }
    }
  }
}
