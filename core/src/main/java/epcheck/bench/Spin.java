package epcheck.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The peer: SPIN turns a Promela program into a verifier in C, of which gcc makes {@code pan}. */
final class Spin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the verifier is compiled for. */
  enum Search {
    FULL("SPIN", "-DNOREDUCE"),
    /** Partial-order reduction is SPIN's default. */
    REDUCED("SPIN, reduced", ""),
    /** Stores a hash of each state in the place of the state, as the explorer does. */
    HASHED("SPIN, hashes", "-DNOREDUCE -DHC4");

    final String title;
    final String flags;

    Search(String title, String flags) {
      this.title = title;
      this.flags = flags;
    }
  }

  private final Path folder;

  private Spin(Path folder) {
    this.folder = folder;
  }

  /** The tools that are not on the PATH. */
  static List<String> missing() {
    String path = System.getenv("PATH");
    String[] folders = (path == null ? "" : path).split(Pattern.quote(File.pathSeparator), -1);
    List<String> missing = new ArrayList<>();
    for (String tool : List.of("spin", "gcc")) {
      if (Stream.of(folders).noneMatch(folder -> Files.isExecutable(Path.of(folder, tool)))) {
        missing.add(tool);
      }
    }
    return missing;
  }

  /** Makes a verifier for each kind of search, in a temporary folder. */
  static Spin compile(String promela) throws PeerFailed {
    Spin spin;
    try {
      spin = new Spin(Files.createTempDirectory("epcheck-bench"));
      Files.writeString(spin.folder.resolve("program.pml"), promela);
    } catch (IOException e) {
      throw new PeerFailed("no temporary folder: " + e.getMessage(), e);
    }
    try {
      spin.call(PATIENCE, "spin", "-a", "program.pml");
      for (Search search : Search.values()) {
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-w", "-DSAFETY"));
        if (!search.flags.isEmpty()) {
          command.addAll(List.of(search.flags.split(" ")));
        }
        command.addAll(List.of("-o", "pan-" + search, "pan.c"));
        spin.call(PATIENCE, command.toArray(new String[0]));
      }
      return spin;
    } catch (PeerFailed e) {
      spin.close();
      throw e;
    }
  }

  /**
   * Runs a verifier to its end, past deadlocks.
   *
   * @param states how many to make room for
   * @param depth at most so many steps lead to a state
   */
  PanOutput run(Search search, long states, int depth, Duration patience) throws PeerFailed {
    return PanOutput.parse(
        call(
            patience,
            folder.resolve("pan-" + search).toString(),
            "-m" + (depth + 10),
            "-w" + tableBits(states),
            "-c0"));
  }

  /** As full as our own table may get, and no fuller: 0.7. */
  static int tableBits(long states) {
    long slots = Math.max(1 << 10, states * 10 / 7);
    return Long.SIZE - Long.numberOfLeadingZeros(slots - 1);
  }

  /** For example {@code Spin Version 6.5.2, gcc (Debian 12.2.0-14) 12.2.0}. */
  String version() throws PeerFailed {
    String spin = call(PATIENCE, "spin", "-V").strip().replaceFirst(" -- .*", "");
    return spin + ", " + call(PATIENCE, "gcc", "--version").lines().findFirst().orElse("gcc");
  }

  private String call(Duration patience, String... command) throws PeerFailed {
    String tool = Path.of(command[0]).getFileName().toString();
    Path output = folder.resolve("output");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new PeerFailed(tool + " takes longer than " + patience.toSeconds() + " s");
        }
      } finally {
        process.destroyForcibly();
      }
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (process.exitValue() != 0) {
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("no output");
        throw new PeerFailed(tool + " fails: " + first.strip());
      }
      return text;
    } catch (IOException e) {
      throw new PeerFailed(tool + " does not run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerFailed("interrupted", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // The system clears its temporary folder in time.
    }
  }
}
