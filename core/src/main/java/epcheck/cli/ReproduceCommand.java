package epcheck.cli;

import epcheck.dmesg.KernelLog;
import epcheck.dmesg.Report;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.reproduce.Answer;
import epcheck.reproduce.AnswerReport;
import epcheck.reproduce.Observer;
import epcheck.reproduce.Reproduction;
import epcheck.reproduce.Target;
import epcheck.reproduce.Vocabulary;
import epcheck.scenario.RecordedVerdicts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck reproduce}. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Looks for a schedule that does what a kernel's report tells of.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck reproduce [OPTION]... FILE|-",
    description = {
      "",
      "Reads lockdep, hung-task, KASAN, KCSAN, WARN, oops and soft-lockup reports out of a kernel log, a mail or a"
          + " commit message, with whatever stands before, between and inside them. For each it says: here is a"
          + " schedule; or the lock cycle is there, but nothing deadlocks on it; or it cannot arise, here is where the"
          + " orders differ; or what of it is not in the model. Of several reports the worst one decides the exit"
          + " status: 2 before 1, 1 before 3, 3 before 0.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:there is a schedule for each report",
      "1:there is none for some report",
      "2:usage or bad input, no report, or one that is not of what is modelled",
      "3:inconclusive: the budget ran out before a schedule was found"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck reproduce report.txt                on every revision and known bug, nearest first",
      "  dmesg | epcheck reproduce -                 from a pipe",
      "  epcheck reproduce -r v5 report.txt          could it happen on v5?",
      "  epcheck reproduce -s my.yaml report.txt     in a scenario of one's own"
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog catalog;

  @Parameters(paramLabel = "FILE", description = "The log; - is standard input.")
  private String file;

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "REV",
      description =
          "Look only on this revision; may be given more than once. Default: on all, and with each"
              + " patch.")
  private List<String> revisions = List.of();

  @Mixin private SharedOptions.OnTop onTop;

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "NAME|FILE",
      description = "Look only in this scenario; may be given more than once.")
  private List<String> scenarios = List.of();

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = Choices.OfDuration.class,
      description = "How long to look for each report: 500ms, 60s, 5m. Default: 60s.")
  private Duration budget = Duration.ofSeconds(60);

  @Mixin private SharedOptions.Detail detail;

  @Mixin private SharedOptions.Telling telling;

  ReproduceCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    List<Report> reports = read();
    if (reports.isEmpty()) {
      throw new BadInput("no report of a kernel in " + file);
    }
    List<Target> targets = targets();
    Vocabulary vocabulary = Vocabulary.of(samples(targets));
    ProgressLine line =
        new ProgressLine(
            terminal, telling.quiet(), List.of(0L), terminal.columns(), System::nanoTime);
    Reproduction reproduction = new Reproduction(targets, vocabulary, budget, told(line));
    AnswerReport told = new AnswerReport(terminal.report(detail.full()), vocabulary);
    int status = ExitStatus.OK;
    for (int i = 0; i < reports.size(); i++) {
      Answer answer = reproduction.answer(reports.get(i));
      line.clear();
      if (i > 0) {
        terminal.print(List.of(""));
      }
      terminal.print(told.lines(answer));
      status = worse(status, status(answer));
    }
    return status;
  }

  private List<Report> read() throws BadInput {
    List<Report> reports = new ArrayList<>();
    try (InputStream in = open()) {
      KernelLog.scan(in, reports::add);
    } catch (NoSuchFileException e) {
      throw new BadInput("no such file: " + file, e);
    } catch (IOException e) {
      throw new BadInput("cannot read " + file + ": " + e.getMessage(), e);
    }
    return reports;
  }

  private InputStream open() throws IOException {
    return file.equals("-")
        ? System.in
        : new BufferedInputStream(Files.newInputStream(Path.of(file)));
  }

  /** What was asked for, else all that is recorded. */
  private List<Target> targets() throws BadInput {
    if (scenarios.isEmpty() && revisions.isEmpty() && onTop.patches().isEmpty()) {
      return catalog.recorded().stream().map(this::target).toList();
    }
    List<Target> targets = new ArrayList<>();
    if (scenarios.isEmpty()) {
      jobs(List.of()).forEach(job -> targets.add(target(job)));
    }
    // One by one, so that a file that is of no use anywhere is not passed over.
    for (String scenario : new LinkedHashSet<>(scenarios)) {
      jobs(List.of(scenario)).forEach(job -> targets.add(target(job)));
    }
    return targets;
  }

  /**
   * The cases of some scenarios: on the revisions that were asked for, or wherever they can be.
   *
   * @throws BadInput if that is nowhere
   */
  private List<Checks.Job> jobs(List<String> names) throws BadInput {
    if (!revisions.isEmpty()) {
      return jobs(revisions, names);
    }
    List<Checks.Job> jobs = new ArrayList<>();
    BadInput nowhere = null;
    for (Catalog.Entry revision : catalog.revisions()) {
      try {
        jobs.addAll(jobs(List.of(revision.name()), names));
      } catch (BadInput e) {
        nowhere = nowhere == null ? e : nowhere;
      }
    }
    if (jobs.isEmpty() && nowhere != null) {
      throw nowhere;
    }
    return jobs;
  }

  private List<Checks.Job> jobs(List<String> on, List<String> names) throws BadInput {
    return new Selection(catalog, on, onTop.patches(), names)
        .jobs(Options.DEFAULT, " with -s", new ArrayList<>());
  }

  private Target target(Checks.Job job) {
    Optional<RecordedVerdicts.Entry> entry =
        catalog.recorded().stream().filter(e -> isOf(e, job.what())).findFirst();
    return new Target(
        job.what(),
        title(job.what().patches()),
        job::model,
        entry.map(RecordedVerdicts.Entry::violations),
        entry.map(RecordedVerdicts.Entry::slow).orElse(false));
  }

  private static boolean isOf(RecordedVerdicts.Entry entry, Case what) {
    return entry.revision().equals(what.revision())
        && entry.patches().equals(what.patches())
        && entry.scenario().equals(what.scenario());
  }

  private Target target(RecordedVerdicts.Entry entry) {
    return new Target(
        new Case(
            entry.revision(), entry.patches(), entry.scenario(), Options.DEFAULT.granularity()),
        title(entry.patches()),
        () -> model(entry),
        Optional.of(entry.violations()),
        entry.slow());
  }

  /** Most patches put a bug of the history back: their titles tell which. */
  private String title(List<String> of) {
    return catalog.patches().stream()
        .filter(patch -> of.contains(patch.name()))
        .map(patch -> patch.name() + ": " + patch.description())
        .collect(Collectors.joining("; "));
  }

  private Model model(RecordedVerdicts.Entry entry) {
    try {
      return catalog.subject(entry.revision(), entry.patches(), entry.scenario()).model();
    } catch (BadInput e) {
      throw new IllegalStateException(e);
    }
  }

  /** Scenarios differ in what there is to lock: of each, one driver's model. */
  private static List<Model> samples(List<Target> targets) {
    Map<String, Target> samples = new LinkedHashMap<>();
    targets.forEach(t -> samples.putIfAbsent(t.what().revision() + "/" + t.what().scenario(), t));
    targets.forEach(t -> samples.putIfAbsent(t.what().driver(), t));
    return samples.values().stream().map(t -> t.model().get()).toList();
  }

  private static Observer told(ProgressLine line) {
    return new Observer() {
      @Override
      public Progress begin(Case what) {
        return line.begin(what.toString(), 0);
      }

      @Override
      public void end(Case what) {
        line.end(what.toString());
      }
    };
  }

  private static int status(Answer answer) {
    if (answer instanceof Answer.Reproduced || answer instanceof Answer.Raced) {
      return ExitStatus.OK;
    }
    if (answer instanceof Answer.NotModelled) {
      return ExitStatus.BAD_INPUT;
    }
    boolean unfinished =
        answer instanceof Answer.NotFound notFound && notFound.unfinished() > 0
            || answer instanceof Answer.OrdersDiffer differ && differ.unfinished() > 0;
    return unfinished ? ExitStatus.INCONCLUSIVE : ExitStatus.VIOLATED;
  }

  /**
   * Of several reports: what is not in the model, then what was not found, then what is not known.
   */
  private static int worse(int one, int other) {
    List<Integer> order =
        List.of(ExitStatus.OK, ExitStatus.INCONCLUSIVE, ExitStatus.VIOLATED, ExitStatus.BAD_INPUT);
    return order.indexOf(one) >= order.indexOf(other) ? one : other;
  }
}
