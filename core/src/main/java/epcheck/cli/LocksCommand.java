package epcheck.cli;

import epcheck.explore.LockUnion;
import epcheck.explore.Options;
import epcheck.report.Case;
import epcheck.report.LockGraph;
import epcheck.report.LockJson;
import epcheck.report.LockTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck locks}. */
@Command(
    name = "locks",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Shows which locks a revision takes with which others held, and the cycles in that.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck locks [OPTION]... [SCENARIO...]",
    description = {
      "",
      "Explores the scenarios and puts their lock orders together, as lockdep would after running all of them: a"
          + " cycle need not be in one scenario. A gate lock of two locks was held every time that the one was"
          + " taken with the other held.",
      "",
      "Then how long each lock is held at most, in steps of its holder (scheduling decisions), whatever the others"
          + " do meanwhile.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:there is no cycle",
      "1:there is one",
      "2:usage or bad input, or a model that cannot be explored",
      "3:inconclusive: the budget or the memory ran out, and there is no cycle so far"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck locks                                    v5, every scenario meant for it",
      "  epcheck locks -r v2 mprotect-vs-kill             one scenario",
      "  epcheck locks -r mainline -p fork-deadlock       a patch on top of a revision",
      "  epcheck locks -r v2 -q --format dot | dot -Tsvg  a picture, with cycles in red"
    })
final class LocksCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog catalog;

  @Parameters(
      paramLabel = "SCENARIO",
      description =
          "Shipped scenarios or YAML files. Default: all shipped ones meant for the revision.")
  private List<String> scenarios = List.of();

  @Mixin private SharedOptions.OneRevision revision;

  @Mixin private SharedOptions.OnTop onTop;

  @Option(
      names = "--format",
      paramLabel = "table|dot|json",
      converter = Choices.OfLockFormat.class,
      description = "A table (the default), a graph for Graphviz, or JSON for a program.")
  private Choices.LockFormat format = Choices.LockFormat.TABLE;

  @Mixin private SharedOptions.Budget budget;

  @Mixin private SharedOptions.Grain grain;

  @Mixin private SharedOptions.Telling telling;

  LocksCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    // Nobody reads a schedule here.
    Options options =
        Options.DEFAULT.with(grain.granularity()).withBudget(budget.duration()).withoutMinimizing();
    List<BadInput> unusable = new ArrayList<>();
    List<Checks.Job> jobs =
        new Selection(catalog, List.of(revision.name()), onTop.patches(), scenarios)
            .jobs(options, "", unusable);
    unusable.forEach(terminal::complain);
    LockUnion order = new LockUnion();
    List<Case> explored = new ArrayList<>();
    List<Checks.Outcome> incomplete = new ArrayList<>();
    List<Checks.Outcome> failed = new ArrayList<>();
    new Checks(terminal, options, false, telling.quiet(), new Recorded(catalog.recorded()))
        .run(
            jobs,
            outcome -> {
              if (outcome.error() != null) {
                failed.add(outcome);
                CheckCommand.complain(terminal, outcome);
                return;
              }
              explored.add(outcome.job().what());
              order.add(outcome.job().what().scenario(), outcome.checked().verdict());
              if (!outcome.checked().verdict().complete()) {
                incomplete.add(outcome);
              }
            });
    if (!explored.isEmpty()) {
      print(explored, incomplete, order);
    }
    if (!failed.isEmpty() || !unusable.isEmpty()) {
      return ExitStatus.BAD_INPUT;
    }
    if (!order.circles().isEmpty()) {
      return ExitStatus.VIOLATED;
    }
    return incomplete.isEmpty() ? ExitStatus.OK : ExitStatus.INCONCLUSIVE;
  }

  private void print(List<Case> explored, List<Checks.Outcome> incomplete, LockUnion order) {
    switch (format) {
      case TABLE -> {
        terminal.print(new LockTable(order, LockTable.WIDTH, terminal.paint()).lines());
        for (Checks.Outcome outcome : incomplete) {
          terminal.print(
              List.of(
                  "There may be more in "
                      + outcome.job().what().scenario()
                      + ": "
                      + outcome.checked().verdict().incompleteBecause()));
        }
      }
      case DOT -> terminal.print(new LockGraph(explored.get(0).driver(), order).lines());
      case JSON -> {
        terminal.out().print(new LockJson(explored, incomplete.isEmpty(), order).text());
        terminal.out().flush();
      }
    }
  }
}
