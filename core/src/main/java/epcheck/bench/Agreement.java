package epcheck.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the explorer and SPIN have searched the same graph. A difference that is not explained
 * here is a bug of one of them, and its figures are worth nothing.
 */
final class Agreement {
  private final List<String> lines = new ArrayList<>();
  private boolean holds = true;

  /** Either list may be empty; then there is nothing to disagree on. */
  Agreement(List<Series> explorer, List<Series> peer) {
    List<Series> all = new ArrayList<>(explorer);
    all.addAll(peer);
    for (Series series : all) {
      if (!series.complete()) {
        lines.add(series.name() + " did not come to its end, so its states are not compared.");
      }
    }
    if (explorer.isEmpty() || !explorer.get(0).complete()) {
      return;
    }
    long states = explorer.get(0).states();
    List<String> same = new ArrayList<>();
    for (Series series : all) {
      if (series.complete()) {
        compareStates(series, states, same);
      }
    }
    if (same.size() > 1) {
      lines.add(
          0, grouped(states) + " distinct states in each of " + String.join("; ", same) + ".");
    }
    if (explorer.size() > 1 && !peer.isEmpty()) {
      compareTransitions(explorer.get(1), peer.get(0));
    }
  }

  private void compareStates(Series series, long states, List<String> same) {
    long difference = series.states() - states;
    if (difference == 0) {
      same.add(series.name());
    } else if (series.name().equals(Spin.Search.HASHED.title) && difference < 0) {
      String lost = grouped(-difference);
      lines.add(series.name() + " misses " + lost + ": it matches states by a hash.");
    } else if (series.name().equals(Spin.Search.REDUCED.title) && difference < 0) {
      lines.add(series.name() + " needs " + grouped(-difference) + " of them less.");
    } else {
      differ(
          series.name() + " has " + grouped(series.states()) + " states, not " + grouped(states));
    }
  }

  private void compareTransitions(Series withoutSleepSets, Series full) {
    if (!withoutSleepSets.complete() || !full.complete()) {
      return;
    }
    long ours = withoutSleepSets.transitions();
    if (ours + 1 == full.transitions()) {
      lines.add(
          grouped(ours)
              + " transitions without any reduction; SPIN counts the initial state as one more.");
    } else {
      differ(
          withoutSleepSets.name()
              + " takes "
              + grouped(ours)
              + " transitions, SPIN "
              + grouped(full.transitions() - 1));
    }
  }

  private void differ(String how) {
    holds = false;
    lines.add("MISMATCH: " + how + ".");
  }

  private static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  boolean holds() {
    return holds;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
