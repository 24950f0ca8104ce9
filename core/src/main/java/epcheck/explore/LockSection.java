package epcheck.explore;

/**
 * The longest section of a lock class, of its writers or of its readers, and one execution that has
 * it.
 *
 * @param steps the steps of the holder from the one that acquires to the one that releases, both
 *     included; of a retry loop those of the last pass
 * @param loops some section of the class and use has a retry loop in it that started over, so that
 *     it may be longer
 * @param schedule the steps of all tasks up to its end
 */
public record LockSection(
    TakenLock taken, String task, int steps, boolean loops, Schedule schedule) {

  /** The longer one of two of the same class and use, in as many models. */
  LockSection orLonger(LockSection other) {
    LockSection longer = other.steps > steps ? other : this;
    return new LockSection(
        longer.taken, longer.task, longer.steps, loops || other.loops, longer.schedule);
  }
}
