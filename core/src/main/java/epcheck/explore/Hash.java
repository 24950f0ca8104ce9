package epcheck.explore;

/**
 * The 64-bit mixing functions behind fingerprints (the finalizer of SplitMix64: Steele, Lea, Flood
 * 2014).
 */
final class Hash {
  private Hash() {}

  static long mix(long x) {
    long z = x + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** Extends the hash of a sequence by one value. */
  static long chain(long hash, int v) {
    long z = (hash ^ v & 0xffffffffL) * 0xd6e8feb86659fd93L;
    return (z ^ z >>> 32) + 0x9e3779b97f4a7c15L;
  }
}
