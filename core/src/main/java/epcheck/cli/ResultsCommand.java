package epcheck.cli;

import epcheck.explore.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
  /** The pages that there are. */
  static final List<String> PAGES = List.of("fixes", "review-questions");

  private final Terminal terminal;

  @Parameters(
      paramLabel = "PAGE",
      arity = "0..*",
      description = "fixes or review-questions. Default: all.")
  private List<String> pages = PAGES;

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
        case "fixes" -> write("fixes.md", new Fixes(validation).page().text());
        case "review-questions" ->
            write("review-questions.md", new ReviewQuestions(validation).page().text());
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
}
