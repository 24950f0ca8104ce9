package epcheck.results;

import epcheck.validate.Difference;
import java.util.List;

/**
 * A question of the review of v5 12/18.
 *
 * @param title in a line
 * @param asked who asks, what, and why, in Markdown
 * @param runs what was run to answer it
 */
public record Question(String title, String asked, List<Run> runs) {
  public Question {
    runs = List.copyOf(runs);
  }

  /**
   * A change to validate.
   *
   * @param change the name of a patch or of a revision
   * @param against the revision that it changes
   * @param scenarios which ones; if there are none, all that do not take long
   */
  public record Run(String change, String against, List<String> scenarios) {
    public Run {
      scenarios = List.copyOf(scenarios);
    }

    String command() {
      String of = scenarios.isEmpty() ? "" : " -s " + String.join(" -s ", scenarios);
      String on = against.equals("v5") ? "" : " --against " + against;
      return "epcheck validate " + change + on + of + " --format mail";
    }
  }

  /** What came of a run. */
  public record Answer(Run run, Difference difference) {}

  /** All of them, in the order of the page. */
  public static List<Question> all() {
    return List.of(
        new Question(
            "A list of enclaves in the place of the unreclaimable list?",
            """
            Kai Huang, 9 October 2023: the unreclaimable list serves only to find a victim, for which a list of
            enclaves for each cgroup would do. Haitao Huang: whom does a cgroup kill then into which a process
            has moved that created its enclave elsewhere?
            """,
            List.of(new Run("enclave-list", "v5", List.of()))),
        new Question(
            "NO_MEMORY tested under encl->lock?",
            """
            v5 tests the flag before it takes the lock, and sets it without. Is it enough to set it, and test it
            again, under `encl->lock`?
            """,
            List.of(new Run("retest-no-memory", "v5", List.of()))),
        new Question(
            "The OOM killer keeps encl->lock, as in v2?",
            """
            v2 freed the victim's pages with `encl->lock` held, and lockdep reported the cycle. Does v5, whose
            killer frees nothing, get away with it?
            """,
            List.of(new Run("kill-under-encl-lock", "v5", List.of()))),
        new Question(
            "Drain mm_list at OOM, or not?",
            """
            v5 takes every mm off `mm_list` when it kills. Walkers of the list find nobody to interrupt and
            nothing to zap from then on. What is the drain good for?
            """,
            List.of(new Run("keep-mm-list", "v5", List.of()))),
        new Question(
            "test_and_set_bit() for NO_MEMORY?",
            """
            v5 tests the bit, and then sets it, so two killers may both zap and drain one enclave. Does that
            matter?
            """,
            List.of(new Run("test-and-set-no-memory", "v5", List.of()))));
  }
}
