package epcheck.cli;

import epcheck.explore.Checkpoint;
import epcheck.explore.Options;
import epcheck.explore.Verdict;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** {@code --checkpoint}: where a long search keeps how far it is. */
final class Checkpoints {
  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Keep in FILE how far the search is, and go on from there if FILE is there. It is gone once the search is"
              + " complete. For one scenario on one revision.")
  private Path file;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "TIME",
      converter = Choices.OfDuration.class,
      description = "How often, besides at the end of the budget: 30s, 5m. Default: 1m.")
  private Duration pause = Duration.ofMinutes(1);

  /** Comes before the search. */
  void requireWritable() throws BadInput {
    if (file != null) {
      new OutputFile("--checkpoint", file.toString()).requireWritable();
    }
  }

  /**
   * The same jobs, the only one of them kept in the file.
   *
   * @param scenarios as they were asked for: names or files
   */
  List<Checks.Job> keep(List<Checks.Job> jobs, List<String> scenarios, Options options)
      throws BadInput {
    if (file == null) {
      return jobs;
    }
    if (jobs.size() != 1) {
      throw new BadInput(
          "--checkpoint: "
              + file
              + " is for one search, and these are "
              + jobs.size()
              + "; say which with -r and -s");
    }
    Checks.Job job = jobs.get(0);
    String search =
        "%s with --search %s --granularity %s"
            .formatted(
                job.what(),
                options.matchStates() ? "states" : "traces",
                options.granularity().name().toLowerCase(Locale.ROOT));
    return List.of(job.keptIn(new Checkpoint(file, search, digest(scenarios), pause)));
  }

  /** Comes when the verdicts are told: what is over needs no checkpoint any more. */
  void conclude(List<Checks.Outcome> outcomes, Terminal terminal) {
    for (Checks.Outcome outcome : outcomes) {
      outcome.job().checkpoint().ifPresent(checkpoint -> conclude(outcome, checkpoint, terminal));
    }
  }

  private void conclude(Checks.Outcome outcome, Checkpoint checkpoint, Terminal terminal) {
    if (outcome.error() != null) {
      return;
    }
    if (outcome.checked().verdict().complete()) {
      checkpoint.delete();
    } else if (checkpoint.exists()) {
      String memory =
          outcome.checked().verdict().incompleteBecause().equals(Verdict.OUT_OF_MEMORY)
              ? "; with more memory (EPCHECK_JAVA_OPTS=-Xmx8g)"
              : ";";
      terminal.note(file + " has the search so far" + memory + " the same command goes on with it");
    }
    if (!checkpoint.trouble().isEmpty()) {
      terminal.complain("--checkpoint: cannot write " + file + ": " + checkpoint.trouble());
    }
  }

  /** Of all that the search depends on: this program, and what the scenario says. */
  private static String digest(List<String> scenarios) throws BadInput {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Path program =
          Path.of(Checkpoints.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(program)) {
        for (Path part : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(Files.readAllBytes(part));
        }
      }
      for (String scenario : scenarios) {
        if (Files.exists(Path.of(scenario))) {
          digest.update(Files.readAllBytes(Path.of(scenario)));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | URISyntaxException | NoSuchAlgorithmException e) {
      throw new BadInput("--checkpoint: cannot tell which build of epcheck this is: " + e, e);
    }
  }
}
