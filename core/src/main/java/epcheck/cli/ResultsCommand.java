package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.Token;
import epcheck.results.Fix;
import epcheck.results.FixesPage;
import epcheck.results.Question;
import epcheck.results.QuestionsPage;
import epcheck.results.QuestionsPage.Killed;
import epcheck.revision.Patch;
import epcheck.revision.Revisions;
import epcheck.revision.V5Fixed;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import epcheck.validate.Change;
import epcheck.validate.Difference;
import epcheck.validate.ScenarioDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck results}. */
@Command(
    name = "results",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Writes the pages of results/ anew.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck results [OPTION]... [PAGE...]",
    description = {
      "",
      "Explores what a page tells of and writes it; fixes and review-questions take some minutes each.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:the pages are written", "2:usage or bad input"},
    footer = {
      "",
      "Examples:",
      "  epcheck results fixes                                  results/fixes.md: what each fix of v5 is good for",
      "  epcheck results review-questions                       results/review-questions.md"
    })
final class ResultsCommand implements Callable<Integer> {
  private static final String BASE = "v5";

  /** Not in v5-fixed, but told of. */
  private static final List<String> OTHER_FIXES =
      List.of("rotate-victims", "one-kill-per-run", "css-tryget-continue");

  /** Where a process has moved since it created its enclave. */
  private static final List<String> MIGRATED =
      List.of("migrated", "foreign-va", "two-enclaves", "victim-exits", "vepc-limit");

  private final Terminal terminal;

  @Parameters(
      paramLabel = "PAGE",
      arity = "0..*",
      description = "fixes or review-questions. Default: all.")
  private List<String> pages = List.of("fixes", "review-questions");

  @Option(names = "--dir", paramLabel = "DIR", description = "Where. Default: results.")
  private Path folder = Path.of("results");

  @Mixin private SharedOptions.Telling telling;

  ResultsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws BadInput {
    if (!Files.isDirectory(folder)) {
      throw new BadInput(folder + " is no directory; say with --dir where the pages go");
    }
    Validation validation = new Validation(terminal, Options.DEFAULT, telling.quiet());
    for (String page : pages) {
      switch (page) {
        case "fixes" -> write("fixes.md", fixes(validation).text());
        case "review-questions" -> write("review-questions.md", questions(validation).text());
        default ->
            throw new BadInput("no page '" + page + "'; there is fixes and review-questions");
      }
    }
    return ExitStatus.OK;
  }

  private void write(String name, String text) throws BadInput {
    Path file = folder.resolve(name);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BadInput("cannot write " + file + ": " + e.getMessage(), e);
    }
    terminal.print(List.of(file.toString()));
  }

  private static Patch patch(String name) {
    return Revisions.patchNamed(name).orElseThrow();
  }

  // ---- fixes

  private FixesPage fixes(Validation validation) throws BadInput {
    List<Fix> needed = new ArrayList<>();
    for (Patch patch : V5Fixed.fixes()) {
      Difference alone = validation.ofQuick(new Change(BASE, List.of(patch)));
      needed.add(new Fix(patch, alone, without(alone, patch)));
    }
    List<Fix> others = new ArrayList<>();
    for (String name : OTHER_FIXES) {
      Patch patch = patch(name);
      others.add(new Fix(patch, validation.ofQuick(new Change(BASE, List.of(patch))), null));
    }
    return new FixesPage(needed, others, validation.allOf("v5-fixed"));
  }

  /** What breaks without a fix: first looked for where the fix helps by itself. */
  private static Fix.Missed without(Difference alone, Patch left) throws BadInput {
    List<String> names =
        V5Fixed.fixes().stream().map(Patch::name).filter(n -> !n.equals(left.name())).toList();
    List<String> scenarios = new ArrayList<>();
    alone.scenarios().stream()
        .filter(s -> !s.removed().isEmpty())
        .map(ScenarioDifference::scenario)
        .forEach(scenarios::add);
    List<String> rest = new ArrayList<>(new ShippedCatalog().scenariosFor(BASE, List.of()));
    rest.removeAll(scenarios);
    scenarios.addAll(rest);
    return missed(names, scenarios).orElse(null);
  }

  /** The first violation of v5 with these patches, in the order of the scenarios. */
  static Optional<Fix.Missed> missed(List<String> patches, List<String> scenarios) throws BadInput {
    Catalog catalog = new ShippedCatalog();
    for (String scenario : scenarios) {
      Optional<Verdict.Violation> found =
          new Explorer(catalog.subject(BASE, patches, scenario).model(), Options.DEFAULT)
              .find(finding -> true, Progress.NONE)
              .violation();
      if (found.isPresent()) {
        Case what = new Case(BASE, patches, scenario, Options.DEFAULT.granularity());
        Token token = new Token(what, found.get().schedule());
        return Optional.of(new Fix.Missed(scenario, found.get(), token));
      }
    }
    return Optional.empty();
  }

  // ---- review questions

  private QuestionsPage questions(Validation validation) throws BadInput {
    Map<Question, List<Question.Answer>> answers = new LinkedHashMap<>();
    for (Question question : Question.all()) {
      List<Question.Answer> given = new ArrayList<>();
      for (Question.Run run : question.runs()) {
        Change change = new Change(run.against(), Patches.of(List.of(run.change())));
        given.add(
            new Question.Answer(
                run,
                run.scenarios().isEmpty()
                    ? validation.ofQuick(change)
                    : validation.of(change, run.scenarios())));
      }
      answers.put(question, given);
    }
    List<Killed> killed =
        MIGRATED.stream()
            .map(s -> new Killed(s, killed("v5", s), killed("enclave-list", s)))
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
