package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.report.toy.OomUnderLock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recorded of a case tells whether to look there first, or at all. */
class TargetTest {
  private static final Goal HUNG =
      Goals.of(
              Toys.report(
                  Toys.hung("a", 1, "down_read", "sgx_reclaimer_block", "sgx_reclaim_pages"),
                  Toys.hung("b", 2, "mutex_lock", "sgx_encl_may_map", "sgx_mmap")))
          .orElseThrow();

  private static final Goal CYCLE =
      Goals.of(
              Toys.cycle(
                  "sync",
                  List.of(
                      List.of("&enclave->lock", "sgx_encl_may_map"),
                      List.of("&mm->mmap_lock", "sgx_reclaimer_block"),
                      List.of("&enclave->srcu", "sgx_epc_oom"))))
          .orElseThrow();

  private static int nearness(Goal goal, String... recorded) {
    return Toys.target("x", new OomUnderLock(), recorded).nearness(goal, Toys.WORDS);
  }

  @Test
  void whereNothingIsKnownItIsOne() {
    assertThat(nearness(HUNG)).isEqualTo(1);
    assertThat(nearness(CYCLE)).isEqualTo(1);
  }

  @Test
  void whatHasNothingOfTheKindIsNotLookedAt() {
    assertThat(nearness(HUNG, "use-after-free@sgx_reclaimer_block", "lost-page@")).isZero();
    assertThat(nearness(CYCLE, "lock-order@encl->lock -> lru->lock")).isZero();
    assertThat(nearness(CYCLE, "use-after-free@sgx_epc_oom")).isZero();
  }

  @Test
  void theMoreFunctionsTheNearer() {
    int none = nearness(HUNG, "deadlock@sgx_release");
    int one = nearness(HUNG, "deadlock@sgx_release, sgx_reclaimer_block");
    int two = nearness(HUNG, "deadlock@sgx_encl_may_map, sgx_reclaimer_block");
    assertThat(List.of(none, one, two)).isSorted().doesNotHaveDuplicates();
    assertThat(none).isPositive();
    assertThat(nearness(HUNG, "deadlock@sgx_release", "deadlock@sgx_mmap")).isEqualTo(one);
  }

  @Test
  void theSameCycleIsNearerThanAnyDeadlock() {
    int cycle = nearness(CYCLE, "lock-order@enclave->lock -> enclave->srcu -> mm->mmap_lock");
    int deadlock = nearness(CYCLE, "deadlock@sgx_encl_may_map, sgx_epc_oom, sgx_reclaimer_block");
    assertThat(cycle).isGreaterThan(deadlock);
    assertThat(deadlock).isPositive();
  }
}
