package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.LockSection;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Trace;
import epcheck.explore.Verdict;
import epcheck.revision.Revisions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The longest sections of a scenario, and the schedules that are to show them. */
class LongestSectionsTest {
  private final Explorer explorer =
      new Explorer(
          new ScenarioModel(
              ShippedScenarios.load("last-page"), Revisions.named("v5").orElseThrow()),
          Options.DEFAULT.withoutMinimizing());
  private final Verdict verdict = explorer.run(Progress.NONE);

  private static String name(LockSection section) {
    return section.taken().lock() + " in " + section.taken().function();
  }

  /** That of lru_lists->lock was counted by hand: from its spin_lock to the ninth step after it. */
  @Test
  void lastPage() {
    Map<String, Integer> lengths =
        verdict.sections().stream()
            .collect(
                Collectors.toMap(
                    LongestSectionsTest::name, LockSection::steps, (a, b) -> -1, TreeMap::new));
    assertThat(lengths)
        .isEqualTo(
            Map.of(
                "encl->lock in sgx_reclaimer_write", 31,
                "mm->mmap_lock in handle_mm_fault", 23,
                "lru_lists->lock in sgx_drop_epc_page", 10,
                "encl->srcu in sgx_oom_encl", 8,
                "numa_node->lock in __sgx_alloc_epc_page_from_node", 6,
                "encl->mm_lock in sgx_encl_mm_drain", 5,
                "mmu_notifier srcu in mmu_notifier_unregister", 4,
                "mm->notifier_subscriptions->lock in mmu_notifier_unregister", 2,
                "mm->ptl in unmap_vmas", 1));
    assertThat(verdict.sections()).noneMatch(LockSection::loops);
  }

  /** The steps of the holder in the replayed schedule, from the last acquisition in it on. */
  @Test
  void theScheduleOfEachEndsWithIt() {
    for (LockSection section : verdict.sections()) {
      Trace trace = explorer.replay(section.schedule()).trace();
      List<Trace.Step> own =
          trace.steps().stream()
              .filter(step -> trace.tasks().get(step.task()).equals(section.task()))
              .toList();
      String acquired = section.taken().function();
      int begin = own.size() - section.steps();
      assertThat(own.get(begin).events().get(0).op())
          .as("%s", section)
          .containsAnyOf("LOCK", "DOWN_READ", "DOWN_WRITE");
      assertThat(own.get(begin).events().get(0).stack()).startsWith(acquired);
      String object = own.get(begin).events().get(0).object();
      assertThat(own.get(own.size() - 1).events())
          .as("%s", section)
          .anyMatch(event -> event.object().equals(object) && event.op().matches(".*UNLOCK|UP_.*"));
      assertThat(own.subList(begin, own.size() - 1).stream().flatMap(s -> s.events().stream()))
          .as("%s", section)
          .noneMatch(
              event -> event.object().equals(object) && event.op().matches(".*UNLOCK|UP_.*"));
    }
  }
}
