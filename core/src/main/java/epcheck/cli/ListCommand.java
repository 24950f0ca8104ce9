package epcheck.cli;

import epcheck.report.ConsoleReport;
import epcheck.report.Listing;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code epcheck list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Lists revisions, patches, scenarios or oracles.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck list revisions|patches|scenarios|oracles",
    description = "",
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:listed", "2:usage"},
    footer = {"", "Examples:", "  epcheck list scenarios", "  epcheck list patches"})
final class ListCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog catalog;

  @Parameters(
      paramLabel = "KIND",
      converter = Choices.OfKind.class,
      description = "revisions, patches, scenarios or oracles")
  private Choices.Kind kind;

  ListCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    List<Catalog.Entry> entries =
        switch (kind) {
          case REVISIONS -> catalog.revisions();
          case PATCHES -> catalog.patches();
          case SCENARIOS -> catalog.scenarios();
          case ORACLES -> catalog.oracles();
        };
    Listing listing = new Listing();
    entries.forEach(entry -> listing.add(entry.name(), entry.description()));
    terminal.print(listing.lines(ConsoleReport.WIDTH));
    return ExitStatus.OK;
  }
}
