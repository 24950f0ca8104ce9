package epcheck.stress.run;

import epcheck.cli.BadInput;
import epcheck.cli.ExitStatus;
import epcheck.cli.Terminal;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code epcheck stress}. */
@Command(
    name = "epcheck stress",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Runs the driver and the primitives on real threads: the JCStress tests.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck stress [OPTION]... [TEST]...",
    description = {
      "",
      "Each test runs its actors against each other some million times, in a JVM of its own, and counts what they"
          + " came to. A test fails if an outcome is seen that is forbidden, a canary if its fault is not seen. A test"
          + " of more actors than there are CPUs is skipped.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all tests that were planned ran and passed",
      "1:a forbidden outcome was seen, or the fault of a canary was not",
      "2:usage or bad input, or no test can run here",
      "3:a test did not complete (its JVM died or hung), and none failed"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck stress                                  every test, a few seconds each",
      "  epcheck stress SpinLockTest                     one",
      "  epcheck stress --mode tough ReclaimVsOomTest    all variants of one, compiled in every way",
      "  epcheck stress --results results/stress         the pages of the repository, anew"
    })
final class StressCommand implements Callable<Integer> {
  /** A fork takes seconds; a garbage collector that thrashes, a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Terminal terminal;
  private final Suite suite;
  private final Function<Effort, Harness> harness;

  @Parameters(
      paramLabel = "TEST",
      arity = "0..*",
      description = "Tests, or classes of nested tests, as --list has them. Default: all.")
  private List<String> names = List.of();

  @Option(
      names = "--mode",
      paramLabel = "quick|tough",
      converter = OfMode.class,
      description =
          "quick (the default): one JVM for each test, a quarter of an hour for all; tough: one for each way to"
              + " compile each actor, some hours for all.")
  private Mode mode = Mode.QUICK;

  @Option(names = "--list", description = "List the tests, and run none.")
  private boolean list;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description =
          "Where to write the pages, README.md and jdk-N.html. Default: target/stress of the module, which is not"
              + " part of the repository.")
  private Path results;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  /** The values of {@code --mode}. */
  static final class OfMode implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String text) {
      return Stream.of(Mode.values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of quick, tough"));
    }
  }

  /**
   * @param harness makes what runs the tests, once
   */
  StressCommand(Terminal terminal, Suite suite, Function<Effort, Harness> harness) {
    this.terminal = terminal;
    this.suite = suite;
    this.harness = harness;
  }

  @Override
  public Integer call() throws BadInput {
    Suite chosen = suite.named(names);
    if (list) {
      terminal.print(Listing.lines(chosen));
      return ExitStatus.OK;
    }
    if (chosen.tests().isEmpty()) {
      throw new BadInput("there is no test");
    }
    Path target = target();
    ResultsFolder pages = new ResultsFolder(results == null ? target : results);
    pages.require();
    Path log = target.resolve("jcstress.log");
    Progress progress = new Progress(terminal, quiet);
    StressRun.Ended ended;
    int cpus;
    try (Diversion diversion = Diversion.to(log)) {
      progress.probes();
      Harness runner = harness.apply(mode.effort());
      cpus = runner.cpus();
      Plan plan = StressRun.plan(runner, chosen);
      if (plan.runnable().isEmpty()) {
        progress.clear();
        throw new BadInput(nothingRuns(chosen, cpus));
      }
      ended =
          new StressRun(runner, plan, mode.effort().seconds(), progress, PATIENCE, System::nanoTime)
              .run(mode.toString());
      ended.troubles().forEach((test, lines) -> diversion.note(test + ": " + lines));
    } catch (IOException e) {
      throw new BadInput("cannot write " + log + ": " + e.getMessage(), e);
    }
    terminal.print(new Summary(ended, cpus).lines());
    pages.write(ended.report());
    terminal.print(List.of("", "The page: " + pages.page()));
    int status = status(ended.report());
    if (status != ExitStatus.OK) {
      terminal.complain(failure(ended.report()) + "; what JCStress said: " + log);
    }
    return status;
  }

  private static String nothingRuns(Suite chosen, int cpus) {
    int fewest = chosen.tests().stream().mapToInt(StressTest::actors).min().orElse(0);
    return String.format(
        Locale.ROOT,
        "no test can run: each needs %d CPUs or more, and there %s %d",
        fewest,
        cpus == 1 ? "is" : "are",
        cpus);
  }

  static int status(RunReport report) {
    if (report.count(Verdict::isBad) > 0) {
      return ExitStatus.VIOLATED;
    }
    boolean all = report.planned() > 0 && report.count(Verdict::isGood) == report.planned();
    return all ? ExitStatus.OK : ExitStatus.INCONCLUSIVE;
  }

  private static String failure(RunReport report) {
    int passed = report.count(Verdict::isGood);
    return "of "
        + report.planned()
        + (report.planned() == 1 ? " test, " : " tests, ")
        + passed
        + " ran and passed";
  }

  /** Next to what this class was loaded from, {@code target/stress-tests.jar} or classes. */
  private static Path target() throws BadInput {
    try {
      Path home =
          Path.of(StressCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path target = home.resolveSibling("stress");
      return Files.createDirectories(target);
    } catch (IOException e) {
      try {
        return Files.createTempDirectory("epcheck-stress");
      } catch (IOException both) {
        throw new BadInput("cannot make a folder for the results", both);
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
