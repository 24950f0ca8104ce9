package epcheck.cli;

import epcheck.explore.Granularity;
import epcheck.explore.Options;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that several commands take: one text and one default for all of them. */
public final class SharedOptions {
  private SharedOptions() {}

  /** One revision of the driver. */
  public static final class OneRevision {
    @Option(
        names = {"-r", "--revision"},
        paramLabel = "REV",
        description = "The revision of the driver. Default: v5.")
    private String revision = "v5";

    public String name() {
      return revision;
    }
  }

  /** What is changed in the driver. */
  public static final class OnTop {
    @Option(
        names = {"-p", "--patch"},
        paramLabel = "PATCH",
        description =
            "A change on top of the revision; those given are applied together, in order.")
    private List<String> patches = List.of();

    public List<String> patches() {
      return patches;
    }
  }

  /** How long. */
  static final class Budget {
    @Option(
        names = "--budget",
        paramLabel = "TIME",
        converter = Choices.OfDuration.class,
        description =
            "How long the search of one scenario may take: 500ms, 60s, 5m. Default: 10m. To shorten what it"
                + " found takes a minute more at most.")
    private Duration budget = Options.DEFAULT.budget();

    Duration duration() {
      return budget;
    }
  }

  /** How finely tasks are interleaved. */
  static final class Grain {
    @Option(
        names = "--granularity",
        paramLabel = "lock|access",
        converter = Choices.OfGranularity.class,
        description =
            "Where the scheduler may switch: at locks, atomics, waits and whatever no lock covers (the default),"
                + " or at every access to memory: exact as well, and slower.")
    private Granularity granularity = Options.DEFAULT.granularity();

    Granularity granularity() {
      return granularity;
    }
  }

  /** How much of a counterexample is shown. */
  static final class Detail {
    @Option(names = "--full", description = "Counterexamples with every operation of every step.")
    private boolean full;

    boolean full() {
      return full;
    }
  }

  /** What is told while a search goes on. */
  static final class Telling {
    @Option(
        names = {"-q", "--quiet"},
        description = "No progress.")
    private boolean quiet;

    boolean quiet() {
      return quiet;
    }
  }
}
