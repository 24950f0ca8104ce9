package epcheck.cli;

import epcheck.explore.Verdict;
import java.util.List;

/**
 * A verdict as it was recorded.
 *
 * @param violations the {@link epcheck.explore.Finding#key} of each
 */
public record Recorded(
    String revision,
    List<String> patches,
    String scenario,
    Verdict.Result result,
    List<String> violations) {
  public Recorded {
    patches = List.copyOf(patches);
    violations = List.copyOf(violations);
  }
}
