package epcheck.results;

import epcheck.results.Question.Answer;
import java.util.List;
import java.util.Locale;

/**
 * {@code results/review-questions.md}: what was asked in the review of v5 12/18, and what the
 * checker answers.
 *
 * @param answers in the order of the page
 * @param killed for each scenario and revision whom the OOM killer kills in some interleaving
 */
public record QuestionsPage(List<Answer> answers, List<Killed> killed) {
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
    for (Answer answer : answers) {
      String title = answer.question().title();
      text.append(
          "| [%s](#%s) | %s |\n".formatted(title, anchor(title), answer.difference().conclusion()));
    }
    answers.forEach(answer -> section(text, answer));
    return text.toString();
  }

  /** As Markdown viewers make one of a heading. */
  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
  }

  private void section(StringBuilder text, Answer answer) {
    Question question = answer.question();
    text.append("\n## ").append(question.title()).append("\n\n").append(question.asked());
    if (question.change().equals(Question.ENCLAVE_LIST)) {
      killed(text);
    }
    text.append("\n").append(Validated.block(question.change(), answer.difference()));
  }

  private void killed(StringBuilder text) {
    text.append("\nWho is killed in some interleaving:\n\n");
    text.append("| scenario | v5 | enclave-list |\n|---|---|---|\n");
    for (Killed row : killed) {
      text.append("| %s | %s | %s |\n".formatted(row.scenario(), row.before(), row.after()));
    }
  }
}
