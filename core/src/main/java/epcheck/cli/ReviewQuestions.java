package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.results.Question;
import epcheck.results.QuestionsPage;
import epcheck.results.QuestionsPage.Killed;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import epcheck.validate.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the answers to the questions of the review. */
record ReviewQuestions(Validation validation) {
  /** Where a process has moved since it created its enclave. */
  private static final List<String> MIGRATED =
      List.of("migrated", "foreign-va", "two-enclaves", "victim-exits", "vepc-limit");

  QuestionsPage page() throws BadInput {
    List<Question.Answer> answers = new ArrayList<>();
    for (Question question : Question.all()) {
      Change change = new Change("v5", Patches.of(List.of(question.change())));
      answers.add(new Question.Answer(question, validation.ofQuick(change)));
    }
    List<Killed> killed =
        MIGRATED.stream()
            .map(s -> new Killed(s, killed("v5", s), killed(Question.ENCLAVE_LIST, s)))
            .toList();
    return new QuestionsPage(answers, killed);
  }

  static String killed(String revision, String scenario) {
    ScenarioModel model =
        new ScenarioModel(ShippedScenarios.load(scenario), Revisions.named(revision).orElseThrow())
            .notingKills();
    List<String> reached =
        new Explorer(model, Options.DEFAULT)
            .run(Progress.NONE).reached().stream()
                .filter(event -> event.startsWith("kill "))
                .map(event -> event.substring("kill ".length()))
                .toList();
    return reached.isEmpty()
        ? "nobody"
        : reached.stream().sorted().collect(Collectors.joining(", "));
  }
}
