package epcheck.report;

import epcheck.explore.Verdict;

/**
 * A case and what came out.
 *
 * @param statesMatched it was a search over states, each known by its fingerprint, and not one over
 *     traces
 * @param racesCount a data race turns the verdict, as {@code --races error} asks for
 */
public record Checked(Case what, Verdict verdict, boolean statesMatched, boolean racesCount) {

  /** In one word, with data races if they count. */
  public Verdict.Result result() {
    return racesCount && !verdict.races().isEmpty() ? Verdict.Result.VIOLATED : verdict.result();
  }
}
