package epcheck.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run of the stress tests came to, as it left it in {@code results/stress}.
 *
 * @param passed canaries whose fault was seen included
 * @param canaries tests of something broken, whose fault was seen
 * @param skipped for want of CPUs
 * @param count how many executions were sampled
 */
public record StressRun(int jdk, int planned, int passed, int canaries, int skipped, long count) {
  /** All runs of a folder, by JDK; none if there is no such folder. */
  public static List<StressRun> all(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.getFileName().toString().matches("jdk-\\d+\\.json")).toList();
    }
    List<StressRun> runs = new ArrayList<>();
    for (Path file : files) {
      runs.add(read(file));
    }
    runs.sort(Comparator.comparingInt(StressRun::jdk));
    return runs;
  }

  private static StressRun read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    JsonNode tests = root.path("tests");
    if (!tests.isArray() || !root.path("where").path("jdk").isInt()) {
      throw new IOException(
          file + " is no report of './epcheck stress --results': no tests, or no where.jdk");
    }
    int seen = count(tests, "SEEN");
    int skipped = count(tests, "SKIPPED");
    long samples = 0;
    for (JsonNode sighting : tests.findValues("count")) {
      samples += sighting.asLong();
    }
    return new StressRun(
        root.path("where").path("jdk").asInt(),
        tests.size() - skipped,
        count(tests, "PASSED") + seen,
        seen,
        skipped,
        samples);
  }

  private static int count(JsonNode tests, String verdict) {
    return (int) tests.findValuesAsText("verdict").stream().filter(verdict::equals).count();
  }

  String samples() {
    return Figures.grouped(count);
  }
}
