package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
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
        new StringBuilder("name: generated\ncgroups: {cg: {limit: 2}}\nenclaves:\n");
    int enclaves = 1 + random.nextInt(2);
    int resident = 0;
    boolean reclaims = false;
    List<String> mappable = new ArrayList<>();
    for (int e = 0; e < enclaves; e++) {
      String page = List.of("resident", "swapped", "isolated by P0", "none").get(random.nextInt(4));
      boolean out = page.equals("swapped") || page.equals("none");
      boolean secs = !out || random.nextBoolean();
      reclaims |= page.startsWith("isolated");
      resident += 1 + (out ? 0 : 1) + (secs ? 1 : 0);
      text.append(
          "  E%d: {cgroup: %s, va: {cgroup: %s}, secs: %s, pages: [%s]}\n"
              .formatted(
                  e,
                  cgroup(random),
                  cgroup(random),
                  secs ? "resident" : "swapped",
                  page.equals("none") ? "" : page));
      if (!out) {
        mappable.add("E" + e);
      }
    }
    text.append("epc: ").append(resident + random.nextInt(2)).append("\nprocesses:\n");
    List<List<String>> maps = new ArrayList<>();
    List<List<String>> opens = new ArrayList<>();
    int processes = enclaves == 1 ? 1 + random.nextInt(2) : 1;
    for (int p = 0; p < processes; p++) {
      maps.add(new ArrayList<>());
      opens.add(new ArrayList<>());
      for (int e = 0; e < enclaves; e++) {
        if (p == e % processes || random.nextInt(3) == 0) {
          int how = random.nextInt(3);
          if (how != 0) {
            maps.get(p).add("E" + e);
          }
          if (how != 1) {
            opens.get(p).add("E" + e);
          }
        }
      }
      List<String> present = new ArrayList<>();
      List<String> young = new ArrayList<>();
      for (String enclave : maps.get(p)) {
        if (mappable.contains(enclave) && random.nextBoolean()) {
          (random.nextBoolean() ? present : young).add(enclave + "/0");
        }
      }
      text.append(
          "  P%d: {cgroup: %s, maps: %s, opens: %s, present: %s, young: %s}\n"
              .formatted(p, cgroup(random), maps.get(p), opens.get(p), present, young));
    }
    text.append("tasks:\n");
    for (int p = 0; p < processes; p++) {
      List<String> calls = new ArrayList<>(reclaims && p == 0 ? List.of("reclaim") : List.of());
      for (String enclave : opens.get(p)) {
        if (random.nextBoolean()) {
          calls.add("close " + enclave);
        }
      }
      calls.add("exit");
      text.append("  P%d: {process: P%d, calls: %s}\n".formatted(p, p, calls));
    }
    return text.toString();
  }

  private static String cgroup(Random random) {
    return random.nextBoolean() ? "root" : "cg";
  }
}
