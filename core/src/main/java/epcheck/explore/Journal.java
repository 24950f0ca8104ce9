package epcheck.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * What a search has learned apart from which states there are, as the schedules whose last step, or
 * the state after it, told it something new: a finding, a data race, a lock taken with others held
 * for the first time, a longer critical section, an event.
 *
 * <p><b>Whoever plays them in this order learns the same.</b> Of each schedule all but the last
 * step was on the path of the search before, and told whatever it had to tell then: that is in an
 * earlier schedule, or was known already. So only the last steps tell anything, and they tell it in
 * the order of the search. That is how a search goes on in another process ({@link Checkpoint})
 * without a copy of all that it knows.
 */
final class Journal {
  private final List<int[]> schedules = new ArrayList<>();
  private boolean news;

  /** The step that is being taken, or the state that is being looked at, tells something new. */
  void learned() {
    news = true;
  }

  boolean hasNews() {
    return news;
  }

  /** Which steps have led to the news. */
  void newsComesFrom(int[] schedule) {
    schedules.add(schedule);
    news = false;
  }

  List<int[]> schedules() {
    return List.copyOf(schedules);
  }

  void forget() {
    schedules.clear();
    news = false;
  }
}
