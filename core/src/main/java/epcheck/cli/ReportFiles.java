package epcheck.cli;

import epcheck.ci.JunitReport;
import epcheck.ci.SarifReport;
import epcheck.explore.Options;
import epcheck.report.CaseReport;
import epcheck.report.JsonReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The reports of {@code check} for programs, and where each goes. */
final class ReportFiles {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the verdicts as JSON; - is the standard output, which then gets nothing else."
              + " 'epcheck schema check' tells its form.")
  private String json;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description =
          "The same as JUnit XML: a suite for each driver, a test for each scenario; what is inconclusive is"
              + " an error.")
  private String junit;

  @Option(
      names = "--sarif",
      paramLabel = "FILE",
      description =
          "The same as SARIF 2.1.0: a result for each violation, with a thread flow for each task.")
  private String sarif;

  @Option(
      names = "--html",
      paramLabel = "DIR",
      description =
          "Write a page for each verdict, to be read without epcheck, and an index.html of them.")
  private Path html;

  private Map<OutputFile, Supplier<CaseReport>> asked(Catalog catalog) {
    Map<OutputFile, Supplier<CaseReport>> asked = new LinkedHashMap<>();
    if (json != null) {
      asked.put(new OutputFile("--json", json), JsonReport::new);
    }
    if (junit != null) {
      asked.put(new OutputFile("--junit", junit), JunitReport::new);
    }
    if (sarif != null) {
      Map<String, String> rules =
          catalog.oracles().stream()
              .collect(Collectors.toMap(Catalog.Entry::name, Catalog.Entry::description));
      asked.put(new OutputFile("--sarif", sarif), () -> new SarifReport(rules, catalog.places()));
    }
    return asked;
  }

  /** Comes before the search. */
  void requireWritable(Catalog catalog) throws BadInput {
    List<OutputFile> files = List.copyOf(asked(catalog).keySet());
    for (OutputFile file : files) {
      file.requireWritable();
      long same = files.stream().filter(other -> other.name().equals(file.name())).count();
      if (same > 1) {
        throw new BadInput("two reports for " + file.name() + "; give each a file of its own");
      }
    }
    if (html != null) {
      HtmlPages.requireWritable(html);
    }
  }

  /** The standard output is for one of them alone. */
  boolean takeStandardOutput(Catalog catalog) {
    return asked(catalog).keySet().stream().anyMatch(OutputFile::isStandardOutput);
  }

  void write(List<Checks.Outcome> outcomes, Catalog catalog, Terminal terminal, Options options)
      throws BadInput {
    for (Map.Entry<OutputFile, Supplier<CaseReport>> entry : asked(catalog).entrySet()) {
      CaseReport report = entry.getValue().get();
      outcomes.forEach(outcome -> outcome.addTo(report));
      entry.getKey().write(report.text(), terminal);
    }
    if (html != null) {
      new HtmlPages(html, options).write(outcomes);
      terminal.note("the pages are in " + html.resolve("index.html"));
    }
  }
}
