package epcheck.results;

import epcheck.validate.Difference;
import java.util.List;

/**
 * A question of the review of v5 12/18.
 *
 * @param title in a line
 * @param asked who asks, what, and why, in Markdown
 * @param change the patch or the revision with which v5 is compared
 */
public record Question(String title, String asked, String change) {
  /** The question about the list of enclaves, which asks as well who is killed. */
  public static final String ENCLAVE_LIST = "enclave-list";

  /** What came of the comparison. */
  public record Answer(Question question, Difference difference) {}

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
            ENCLAVE_LIST),
        new Question(
            "NO_MEMORY tested under encl->lock?",
            """
            v5 tests the flag before it takes the lock, and sets it without. Is it enough to set it, and test it
            again, under `encl->lock`?
            """,
            "retest-no-memory"),
        new Question(
            "The OOM killer keeps encl->lock, as in v2?",
            """
            v2 freed the victim's pages with `encl->lock` held, and lockdep reported the cycle. Does v5, whose
            killer frees nothing, get away with it?
            """,
            "kill-under-encl-lock"),
        new Question(
            "Drain mm_list at OOM, or not?",
            """
            v5 takes every mm off `mm_list` when it kills. Walkers of the list find nobody to interrupt and
            nothing to zap from then on. What is the drain good for?
            """,
            "keep-mm-list"),
        new Question(
            "test_and_set_bit() for NO_MEMORY?",
            """
            v5 tests the bit, and then sets it, so two killers may both zap and drain one enclave. Does that
            matter?
            """,
            "test-and-set-no-memory"));
  }
}
