package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.Status;

/** The table and the pages, against golden files. */
class PagesTest {
  @TempDir private Path folder;

  private static Tally tally(StressTest... tests) {
    Map<StressTest, Integer> forks = new LinkedHashMap<>();
    for (StressTest test : tests) {
      forks.put(test, test.actors() > 2 ? 0 : 1);
    }
    return new Tally(new Plan(forks), 2);
  }

  private static Tally good() {
    Tally tally = tally(Toys.ENCLAVE_LIST, Toys.V5, Toys.SPIN_LOCK, Toys.THREE);
    tally.add(
        Toys.fork(
            Toys.ENCLAVE_LIST,
            Map.of("1, 2", 183_210L, Toys.DEADLOCK, 17L, "freed: page_0 | page*1", 1L)));
    tally.add(Toys.good(Toys.V5));
    tally.add(Toys.fork(Toys.SPIN_LOCK, Map.of("1, 2", 9_385_986L)));
    return tally;
  }

  private static RunReport run(int jdk, Tally tally) {
    return new RunReport("quick", Toys.surroundings(jdk), 12, tally.reports());
  }

  private static RunReport small(int jdk) {
    Tally tally = tally(Toys.V5, Toys.MUTEX);
    tally.add(Toys.good(Toys.V5));
    tally.add(Toys.good(Toys.MUTEX));
    return run(jdk, tally);
  }

  @Test
  void summaryOfWhatPassed() {
    Tally tally = good();
    List<String> lines =
        new Summary(new StressRun.Ended(run(17, tally), tally.troubles()), 2).lines();
    assertThat(lines).allMatch(line -> line.length() <= 100);
    Golden.check("summary-passed.golden", lines);
  }

  @Test
  void summaryOfWhatDidNot() {
    Tally tally = tally(Toys.ENCLAVE_LIST, Toys.V5, Toys.MUTEX, Toys.SPIN_LOCK);
    Map<String, Long> many = new LinkedHashMap<>();
    for (long i = 1; i <= 12; i++) {
      many.put("lost: " + Toys.DEADLOCK + " " + i, i);
    }
    tally.add(Toys.fork(Toys.ENCLAVE_LIST, many));
    tally.add(Toys.fork(Toys.V5, Map.of("1, 2", 30_000L)));
    tally.add(Toys.dead(Toys.MUTEX, Status.VM_ERROR));
    tally.add(Toys.dead(Toys.SPIN_LOCK, Status.TEST_ERROR));
    List<String> lines =
        new Summary(new StressRun.Ended(run(17, tally), tally.troubles()), 2).lines();
    assertThat(lines).allMatch(line -> line.length() <= 100);
    Golden.check("summary-failed.golden", lines);
  }

  @Test
  void aPageForTwoJdks() {
    Golden.check("page.golden", new Page(List.of(run(17, good()), small(25))).markdown());
  }

  @Test
  void html() {
    List<String> lines = new Html(run(17, good())).lines();
    assertThat(String.join("", lines)).contains("mutex_lock(&amp;A-&gt;lock)", "&lt;could&gt;");
    Golden.check("html.golden", lines);
  }

  @Test
  void theFolderKeepsTheOtherJdk() throws BadInput, IOException {
    ResultsFolder pages = new ResultsFolder(folder.resolve("new"));
    pages.require();
    pages.write(small(25));
    pages.write(run(17, good()));
    List<String> both = new Page(List.of(run(17, good()), small(25))).markdown();
    assertThat(Files.readAllLines(pages.page())).isEqualTo(both);
    pages.require();
    pages.write(run(17, good()));
    assertThat(Files.readAllLines(pages.page())).isEqualTo(both);
    try (var files = Files.list(folder.resolve("new"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "README.md", "jdk-17.html", "jdk-17.json", "jdk-25.html", "jdk-25.json");
    }
  }

  @Test
  void surroundingsNameNoFolder() {
    String all = Surroundings.here().toString();
    assertThat(all).doesNotContain(System.getProperty("user.dir"), System.getProperty("java.home"));
  }
}
