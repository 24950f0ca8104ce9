package epcheck.results;

import epcheck.report.Paint;
import epcheck.results.Question.Answer;
import epcheck.validate.DifferenceReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code results/review-questions.md}: what was asked in the review of v5 12/18, and what the
 * checker answers.
 *
 * @param answers by question, in the order of its runs
 * @param killed for each scenario and revision whom the OOM killer kills in some interleaving
 */
public record QuestionsPage(Map<Question, List<Answer>> answers, List<Killed> killed) {
  /** Whom two revisions kill. */
  public record Killed(String scenario, String before, String after) {}

  /** The page, in Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Questions of the review

        What was asked about "[PATCH v5 12/18] x86/sgx: Add EPC OOM path to forcefully reclaim EPC", and what
        comes of exploring every interleaving of the scenarios before and after the change. In the tables `-` is
        a violation that the change removes, `+` one that it adds, `=` one that stays.

        | question | answer |
        |---|---|
        """);
    answers.forEach(
        (question, given) ->
            text.append(
                "| [%s](#%s) | %s |\n"
                    .formatted(
                        question.title(),
                        anchor(question.title()),
                        given.get(0).difference().conclusion())));
    answers.forEach((question, given) -> section(text, question, given));
    return text.toString();
  }

  /** As Markdown viewers make one of a heading. */
  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
  }

  private void section(StringBuilder text, Question question, List<Answer> given) {
    text.append("\n## ").append(question.title()).append("\n\n").append(question.asked());
    if (given.get(0).run().change().equals("enclave-list")) {
      killed(text);
    }
    for (Answer answer : given) {
      text.append("\n```\n$ ").append(answer.run().command()).append("\n");
      new DifferenceReport(DifferenceReport.MAIL, false, Paint.PLAIN)
          .lines(answer.difference())
          .forEach(line -> text.append(line).append("\n"));
      text.append("```\n");
    }
  }

  private void killed(StringBuilder text) {
    text.append("\nWho is killed in some interleaving:\n\n");
    text.append("| scenario | v5 | enclave-list |\n|---|---|---|\n");
    for (Killed row : killed) {
      text.append("| %s | %s | %s |\n".formatted(row.scenario(), row.before(), row.after()));
    }
  }
}
