package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.sgx.VaPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Every state that the loader lets through is one that the driver can be in: if all that happens is
 * that a direct reclaimer ends its pass and the processes go, nothing is broken, leaked or left
 * charged.
 */
class InitialStatePropertyTest {
  @Property(tries = 40)
  void theDriverCanLiveWithIt(@ForAll long seed) throws ScenarioException {
    String text = scenario(new Random(seed));
    Scenario scenario = ScenarioFile.read("generated.yaml", text);
    for (Revision revision : Revisions.all()) {
      Options options = Options.DEFAULT.withBudget(Duration.ofMillis(500));
      Verdict verdict =
          new Explorer(new ScenarioModel(scenario, revision), options).run(Progress.NONE);
      assertThat(verdict.violations())
          .as(revision.name() + "\n" + text)
          .extracting(Verdict.Violation::finding)
          .extracting(Finding::text)
          .isEmpty();
    }
  }

  private static String scenario(Random random) {
    StringBuilder text =
        new StringBuilder("name: generated\ncgroups: {p: {limit: 3}, cg: {parent: p, limit: 2}}\n");
    text.append("enclaves:\n");
    int enclaves = 1 + random.nextInt(2);
    int resident = 0;
    boolean reclaims = false;
    List<String> mappable = new ArrayList<>();
    for (int e = 0; e < enclaves; e++) {
      if (random.nextInt(6) == 0) {
        text.append("  E%d: {created: false, pages: [absent]}\n".formatted(e));
        continue;
      }
      List<String> pages = pages(random, enclaves == 1 ? 3 : 1);
      boolean in = pages.stream().anyMatch(InitialStatePropertyTest::isInEpc);
      boolean early = !pages.contains("trimmed") && random.nextInt(4) == 0;
      boolean secs = in || early || random.nextBoolean();
      reclaims |= pages.contains("isolated by P0");
      long present = pages.stream().filter(page -> !page.equals("absent")).count();
      resident += 1 + (int) present / VaPage.SLOT_COUNT + (secs ? 1 : 0);
      resident += (int) pages.stream().filter(InitialStatePropertyTest::isInEpc).count();
      text.append(
          "  E%d: {cgroup: %s, va: {cgroup: %s}, secs: %s, initialized: %s, pages: %s}\n"
              .formatted(
                  e, cgroup(random), cgroup(random), secs ? "resident" : "swapped", !early, pages));
      for (int i = 0; i < pages.size(); i++) {
        if (isInEpc(pages.get(i))) {
          mappable.add("E" + e + "/" + i);
        }
      }
    }
    boolean vepc = random.nextInt(4) == 0;
    if (vepc) {
      text.append(
          "vepc: {V: {pages: 2, resident: [0, 1], cgroup: %s}}\n".formatted(cgroup(random)));
      resident += 2;
    }
    text.append(epc(random, Math.max(1, resident + random.nextInt(2)))).append("processes:\n");
    List<List<String>> opens = new ArrayList<>();
    int processes = enclaves == 1 ? 1 + random.nextInt(2) : 1;
    for (int p = 0; p < processes; p++) {
      opens.add(process(text, random, p, processes, enclaves, mappable));
    }
    tasks(text, random, reclaims, vepc, opens);
    return text.toString();
  }

  private static boolean isInEpc(String page) {
    return !page.equals("swapped") && !page.equals("absent");
  }

  private static List<String> pages(Random random, int most) {
    List<String> pages = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      pages.add(
          List.of("resident", "swapped", "isolated by P0", "absent", "trimmed")
              .get(random.nextInt(5)));
    }
    return pages;
  }

  private static String epc(Random random, int pages) {
    return random.nextInt(3) == 0
        ? "epc: [0, %d]\n".formatted(pages)
        : "epc: %d\n".formatted(pages);
  }

  /** Returns what it has open. */
  private static List<String> process(
      StringBuilder text,
      Random random,
      int p,
      int processes,
      int enclaves,
      List<String> mappable) {
    List<String> maps = new ArrayList<>();
    List<String> opens = new ArrayList<>();
    for (int e = 0; e < enclaves; e++) {
      if (p == e % processes || random.nextInt(3) == 0) {
        int how = random.nextInt(3);
        if (how != 0) {
          maps.add("E" + e);
        }
        if (how != 1) {
          opens.add("E" + e);
        }
      }
    }
    List<String> present = new ArrayList<>();
    List<String> young = new ArrayList<>();
    for (String page : mappable) {
      if (maps.contains(page.substring(0, 2)) && random.nextBoolean()) {
        (random.nextBoolean() ? present : young).add(page);
      }
    }
    text.append(
        "  P%d: {cgroup: %s, maps: %s, opens: %s, present: %s, young: %s}\n"
            .formatted(p, cgroup(random), maps, opens, present, young));
    return opens;
  }

  private static void tasks(
      StringBuilder text, Random random, boolean reclaims, boolean vepc, List<List<String>> opens) {
    text.append("tasks:\n");
    for (int p = 0; p < opens.size(); p++) {
      List<String> calls = new ArrayList<>(reclaims && p == 0 ? List.of("reclaim") : List.of());
      if (vepc && p == 0) {
        calls.add("vepc-close V");
      }
      for (String enclave : opens.get(p)) {
        if (random.nextBoolean()) {
          calls.add("close " + enclave);
        }
      }
      calls.add("exit");
      text.append("  P%d: {process: P%d, calls: %s}\n".formatted(p, p, calls));
    }
  }

  private static String cgroup(Random random) {
    return List.of("root", "p", "cg").get(random.nextInt(3));
  }
}
