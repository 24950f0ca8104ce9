package epcheck.cli;

import epcheck.ci.GithubAnnotations;
import epcheck.ci.JobSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a step of a workflow owes GitHub: annotations, and its part of the job's summary. */
final class GithubActions {
  private final boolean here;
  private final String summary;

  GithubActions(UnaryOperator<String> environment) {
    here = "true".equals(environment.apply("GITHUB_ACTIONS"));
    summary = environment.apply("GITHUB_STEP_SUMMARY");
  }

  /** Nothing, elsewhere. */
  void tell(List<Checks.Outcome> outcomes, Catalog catalog, PrintWriter out) throws BadInput {
    if (here) {
      GithubAnnotations annotations = new GithubAnnotations(catalog.places());
      for (Checks.Outcome outcome : outcomes) {
        (outcome.error() == null
                ? annotations.lines(outcome.checked())
                : List.of(annotations.failed(outcome.job().what(), outcome.errorText())))
            .forEach(out::println);
      }
      out.flush();
    }
    if (summary != null && !summary.isEmpty()) {
      append(outcomes);
    }
  }

  private void append(List<Checks.Outcome> outcomes) throws BadInput {
    JobSummary report = new JobSummary();
    outcomes.forEach(outcome -> outcome.addTo(report));
    try {
      Files.writeString(
          Path.of(summary), report.text(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new BadInput("GITHUB_STEP_SUMMARY: cannot write " + summary, e);
    }
  }
}
