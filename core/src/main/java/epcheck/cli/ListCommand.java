package epcheck.cli;

import epcheck.report.ConsoleReport;
import epcheck.report.Listing;
import epcheck.results.VerdictMatrix;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code epcheck list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Lists what there is to check, to check for, and to check with.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck list revisions|patches|scenarios|oracles|calls|functions|verdicts",
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
      description =
          "revisions, patches, scenarios, oracles, calls (what a task of a scenario can call), functions (which"
              + " kernel function is which method) or verdicts (those on record, scenario by revision).")
  private Choices.Kind kind;

  ListCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    switch (kind) {
      case REVISIONS -> print(catalog.revisions());
      case PATCHES -> print(catalog.patches());
      case SCENARIOS -> print(catalog.scenarios());
      case ORACLES -> print(catalog.oracles());
      case CALLS -> print(catalog.calls());
      case FUNCTIONS -> printSections(catalog.functions());
      case VERDICTS ->
          terminal.print(
              new VerdictMatrix(
                      catalog.recorded(),
                      catalog.revisions().stream().map(Catalog.Entry::name).toList())
                  .lines());
    }
    return ExitStatus.OK;
  }

  private void print(List<Catalog.Entry> entries) {
    Listing listing = new Listing();
    entries.forEach(entry -> listing.add(entry.name(), entry.description()));
    terminal.print(listing.lines(ConsoleReport.WIDTH));
  }

  private void printSections(List<Catalog.Section> sections) {
    for (Catalog.Section section : sections) {
      Listing listing = new Listing();
      section.entries().forEach(entry -> listing.add("  " + entry.name(), entry.description()));
      terminal.print(List.of(section.title()));
      terminal.print(listing.lines(ConsoleReport.WIDTH));
    }
  }
}
