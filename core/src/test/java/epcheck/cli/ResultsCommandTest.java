package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Verdict.Result;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code epcheck results verdicts}, of a few small models. */
class ResultsCommandTest {
  private static final Entry PROVED =
      new Entry("mainline", List.of(), "close-vs-reclaim", Result.PROVED, List.of(), 52);
  private static final Entry PATCHED =
      new Entry(
          "mainline",
          List.of("no-isolation-ref"),
          "close-vs-reclaim",
          Result.VIOLATED,
          List.of("held-lock-freed@sgx_encl_release", "use-after-free@sgx_reclaimer_write"),
          43);
  private static final Entry VIOLATED =
      new Entry(
          "v5",
          List.of(),
          "last-page",
          Result.VIOLATED,
          List.of("null-dereference@sgx_oom_encl", "wrong-victim@sgx_oom_encl"),
          141);

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int results(List<Entry> recorded, Path where, String... pages) {
    Catalog catalog = new ToyCatalog().recording(recorded.toArray(Entry[]::new));
    List<String> args = new ArrayList<>(List.of("results", "--quiet", "--dir", where.toString()));
    args.addAll(List.of(pages));
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    return new Main(terminal, catalog).run(args.toArray(String[]::new));
  }

  private static TreeMap<String, String> files(Path where) throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(where)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(where.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void writesACounterexampleForWhatIsViolatedAndAPageForEachVerdict() throws IOException {
    assertThat(results(List.of(PROVED, PATCHED, VIOLATED), folder, "verdicts"))
        .as(out.toString())
        .isZero();
    assertThat(files(folder).keySet())
        .containsExactly(
            "README.md",
            "counterexamples/mainline+no-isolation-ref.close-vs-reclaim.txt",
            "counterexamples/v5.last-page.txt",
            "index.html",
            "measurements.md",
            "pages/mainline+no-isolation-ref.close-vs-reclaim.html",
            "pages/mainline.close-vs-reclaim.html",
            "pages/v5.last-page.html",
            "verdicts.txt");
    assertThat(folder.resolve("counterexamples/mainline+no-isolation-ref.close-vs-reclaim.txt"))
        .content()
        .startsWith(
            "$ ./epcheck check -r mainline -p no-isolation-ref -s close-vs-reclaim\n\n"
                + "VIOLATED  mainline + no-isolation-ref / close-vs-reclaim: ")
        .doesNotContain(" s;");
    assertThat(folder.resolve("pages/v5.last-page.html"))
        .content()
        .contains("<a href=\"../index.html\">all verdicts</a>");
    assertThat(folder.resolve("measurements.md"))
        .content()
        .contains("\n- Machine: ", "\n- Date: ", "\n| v5 | last-page | violated | 141 | ");
  }

  @Test
  void writesTheSameBytesEachTimeButForMeasurements() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path other = Files.createDirectory(folder.resolve("other"));
    assertThat(results(List.of(PROVED, PATCHED, VIOLATED), one, "verdicts")).isZero();
    assertThat(results(List.of(PROVED, PATCHED, VIOLATED), other, "verdicts")).isZero();
    TreeMap<String, String> first = files(one);
    TreeMap<String, String> second = files(other);
    first.remove("measurements.md");
    second.remove("measurements.md");
    assertThat(first).isEqualTo(second);
  }

  @Test
  void deletesWhatNoVerdictStandsFor() throws IOException {
    results(List.of(PROVED, VIOLATED), folder, "verdicts");
    Files.writeString(folder.resolve("counterexamples/notes.md"), "mine");
    out.getBuffer().setLength(0);
    assertThat(results(List.of(PROVED), folder, "verdicts")).isZero();
    assertThat(files(folder).keySet())
        .contains("counterexamples/notes.md")
        .doesNotContain("counterexamples/v5.last-page.txt", "pages/v5.last-page.html");
    assertThat(out.toString())
        .contains("counterexamples/: 0 files, 0 new or changed")
        .contains("  deleted v5.last-page.txt: no recorded verdict stands for it")
        .contains("pages/: 1 file, 0 new or changed")
        .contains("  deleted v5.last-page.html: no recorded verdict stands for it");
  }

  @Test
  void writesNothingIfAVerdictDiffers() throws IOException {
    Entry wrong =
        new Entry("v5", List.of(), "last-page", Result.VIOLATED, List.of("lost-page@"), 141);
    assertThat(results(List.of(PROVED, wrong), folder, "verdicts")).isEqualTo(1);
    assertThat(files(folder)).isEmpty();
    assertThat(out.toString())
        .contains("v5", "last-page", "DIFFERS", "gone: lost-page")
        .contains("new: wrong-victim in sgx_oom_encl()")
        .doesNotContain("close-vs-reclaim")
        .contains("1 of 2 verdicts differ from what was recorded: no page of verdicts is written");
  }

  @Test
  void writesNothingIfThereAreOtherStates() throws IOException {
    Entry wrong =
        new Entry("mainline", List.of(), "close-vs-reclaim", Result.PROVED, List.of(), 53);
    assertThat(results(List.of(wrong, VIOLATED), folder, "verdicts")).isEqualTo(1);
    assertThat(files(folder)).isEmpty();
    assertThat(out.toString()).contains("PROVED", "\n    states: 53 recorded\n");
  }

  @Test
  void writesNothingIfAModelCannotBeExplored() throws IOException {
    Path crash = Files.writeString(folder.resolve("crash.yaml"), "toy: crash");
    Path where = Files.createDirectory(folder.resolve("results"));
    Entry crashing = new Entry("v5", List.of(), crash.toString(), Result.PROVED, List.of(), 1);
    assertThat(results(List.of(PROVED, crashing), where, "verdicts")).isEqualTo(1);
    assertThat(files(where)).isEmpty();
    assertThat(out.toString()).contains("ERROR", "boom", "1 of 2 verdicts differ");
  }

  @Test
  void writesTheOverviewWithoutASearch() throws IOException {
    Entry neverRun = new Entry("v5", List.of(), "last-page", Result.PROVED, List.of(), 1_234_567);
    assertThat(results(List.of(neverRun), folder, "overview")).isZero();
    assertThat(files(folder).keySet()).containsExactly("README.md", "index.html", "verdicts.txt");
    assertThat(folder.resolve("README.md")).content().contains("1,234,567");
  }

  @Test
  void saysWhichFileOfTheStressTestsIsWrong() throws IOException {
    Files.createDirectory(folder.resolve("stress"));
    Files.writeString(folder.resolve("stress/jdk-17.json"), "{}");
    assertThat(results(List.of(PROVED), folder, "overview")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("epcheck: cannot read the stress tests' results: ")
        .contains("jdk-17.json is no report");
  }
}
