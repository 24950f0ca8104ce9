package epcheck.explore;

/**
 * A lock that is held whenever two others are taken one inside the other.
 *
 * @param use how it is held: as a writer only if it always is
 */
public record GateLock(Lock lock, LockUse use) {}
