package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.report.Case;
import epcheck.report.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Runs one schedule again, step by step, and shows what it leads to.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck replay [OPTION]... TOKEN|FILE",
    description = "",
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:nothing is violated (any more)",
      "1:the violation shows again",
      "2:usage, a damaged token, or one that was made for another model"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck replay v5.last-page.AAUUJAPL",
      "  epcheck replay --full v5.last-page.AAUUJAPL        every operation of every step",
      "  epcheck replay report.json                         each counterexample of a JSON report",
      "  epcheck replay -s ~/my.yaml v5.my.yaml.AAUUJAPL    one of your own scenario"
    })
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog shipped;

  @Parameters(
      arity = "1..*",
      paramLabel = "TOKEN|FILE",
      description =
          "The token of a counterexample, or a file with some: a JSON report or any text that quotes"
              + " 'epcheck replay TOKEN'.")
  private List<String> arguments;

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "FILE",
      description = "Where the token's scenario is, if it is a file of your own.")
  private String scenario;

  @Option(
      names = {"-p", "--patch"},
      paramLabel = "PROPOSAL.java",
      description = "Where a proposal that the token names is; may be given more than once.")
  private List<String> proposals = List.of();

  @Mixin private SharedOptions.Detail detail;

  ReplayCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    shipped = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    boolean violated = false;
    boolean bad = false;
    boolean first = true;
    for (String text : tokens()) {
      if (!first) {
        terminal.print(List.of(""));
      }
      first = false;
      try {
        violated |= replay(parse(text));
      } catch (ModelError e) {
        bad = true;
        terminal.complain(text + ": " + e.getMessage());
      }
    }
    return bad ? ExitStatus.BAD_INPUT : violated ? ExitStatus.VIOLATED : ExitStatus.OK;
  }

  private List<String> tokens() throws BadInput {
    Path file = file();
    if (file == null) {
      // A long token is printed on several lines, each but the last with a backslash at its end.
      return List.of(String.join("", arguments));
    }
    try {
      List<String> tokens = Token.findAll(Files.readString(file));
      if (tokens.isEmpty()) {
        throw new BadInput(
            file + ": no token in it (something like 'epcheck replay v5.last-page.AD9x')");
      }
      return tokens;
    } catch (IOException e) {
      throw new BadInput("cannot read " + file + " as text: " + e.getMessage(), e);
    }
  }

  private Path file() {
    try {
      Path path = arguments.size() == 1 ? Path.of(arguments.get(0)) : null;
      return path != null && Files.isRegularFile(path) ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static Token parse(String text) throws BadInput {
    try {
      return Token.parse(text);
    } catch (IllegalArgumentException e) {
      String file =
          text.contains("/") || text.endsWith(".json") || text.endsWith(".txt")
              ? "; nor is it a file"
              : "";
      throw new BadInput(e.getMessage() + file, e);
    }
  }

  private boolean replay(Token token) throws BadInput {
    Catalog catalog = proposals.isEmpty() ? shipped : new ShippedCatalog(Patches.of(proposals));
    Case what = token.what();
    Nearest.require("revision", what.revision(), catalog.revisions());
    for (String patch : what.patches()) {
      Nearest.require("patch", patch, catalog.patches());
    }
    List<String> known = catalog.scenarioNames();
    if (scenario == null && !known.contains(what.scenario())) {
      throw new BadInput(
          "the token is for scenario '"
              + what.scenario()
              + "', which epcheck does not ship"
              + "\nIf it is a file of yours, say where it is: --scenario FILE");
    }
    if (scenario != null && !known.contains(scenario) && !Files.exists(Path.of(scenario))) {
      throw new BadInput("no such file: " + scenario);
    }
    Subject subject =
        catalog.subject(
            what.revision(), what.patches(), scenario == null ? what.scenario() : scenario);
    Explorer explorer = new Explorer(subject.model(), Options.DEFAULT.with(what.granularity()));
    Explorer.Replay replay = explorer.replay(token.schedule());
    terminal.print(terminal.report(detail.full()).replayed(what, token.schedule(), replay));
    return !replay.findings().isEmpty();
  }
}
