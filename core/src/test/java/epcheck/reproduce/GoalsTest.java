package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.dmesg.KernelLog;
import epcheck.dmesg.Report;
import epcheck.dmesg.Samples;
import epcheck.dmesg.Wait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of report asks for. */
class GoalsTest {
  private static Optional<Goal> goal(String name) {
    return Goals.of(KernelLog.reports(Samples.ours(name)).get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hung-5.4.txt               | deadlock livelock                | epc_reap_workfn",
        "hung-6.16.txt              | deadlock livelock                | epc_fault_around",
        "cycle-6.13.txt             | deadlock                         | lock_acquire",
        "recursion-5.15.txt         | deadlock recursive-lock          | dump_stack",
        "kasan-null.txt             | null-dereference                 | epc_",
        "kasan-use-after-free.txt   | released-in-use use-after-free   | epc_",
        "kasan-double-free.txt      | double-free                      | epc_",
        "kcsan.txt                  | data-race                        | epc_mark_old",
        "kcsan-unknown-origin.txt   | data-race                        | epc_count_free",
        "warning-6.17.txt           | warn-on                          | epc_drop",
        "warning-wrapped.txt        | warn-on                          | epc_sanitize",
        "refcount.txt               | refcount-underflow               | epc_put",
        "oops-null.txt              | null-dereference                 | epc_augment",
        "oops-paging.txt            | null-dereference use-after-free  | epc_copy_in",
        "oops-general-protection.txt| null-dereference use-after-free  | epc_page_owner",
        "soft-lockup.txt            | deadlock livelock                | epc_spin_on_page",
        "bad-unlock.txt             | bad-unlock                       | epc_put_range",
        "held-freed.txt             | held-lock-freed                  | kfree",
        "sleep.txt                  | sleeping-in-atomic               | __mutex_lock",
        "wait-context.txt           | sleeping-in-atomic               | epc_age",
      })
  void breaksOneOfTheseRulesAndBeginsInThisFunction(String name, String oracles, String function) {
    Goal goal = goal(name).orElseThrow();
    assertThat(goal.oracles()).isEqualTo(Set.of(oracles.split(" ")));
    assertThat(goal.inWords()).isNotBlank();
    assertThat(goal.parties().get(0).frames().get(0)).startsWith(function);
    assertThat(goal.parties().get(0).who()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "irq-inversion.txt",
        "irq-state.txt",
        "irq-bad-dependency.txt",
        "rcu-stall.txt",
        "rcu-usage.txt",
        "nest-lock.txt",
        "oops-bug.txt"
      })
  void thereIsNothingToLookFor(String name) {
    assertThat(goal(name)).isEmpty();
  }

  @Test
  void noObjectOfTheModelHasNeighbours() {
    Report report =
        Toys.report(
            "BUG: KASAN: slab-out-of-bounds in sgx_ioctl+0x1/0x2",
            "Read of size 8 at addr ffff888123450298 by task x/1");
    assertThat(Goals.of(report)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "underflow; use-after-free., refcount-underflow",
    "addition on 0; use-after-free., refcount-from-zero",
    "saturated; leaking memory., refcount-from-zero refcount-underflow",
  })
  void aReferenceCountGoesWrongInOneWayOrTheOther(String message, String oracles) {
    Report report =
        Toys.report(
            "------------[ cut here ]------------",
            "refcount_t: " + message,
            "WARNING: CPU: 1 PID: 95 at lib/refcount.c:25 refcount_warn_saturate+0xba/0x110",
            "CPU: 1 PID: 95 Comm: enclave-run Not tainted 6.3.0 #1",
            "Call Trace:",
            " sgx_release+0x4a/0x60",
            "---[ end trace 0000000000000000 ]---");
    Goal goal = Goals.of(report).orElseThrow();
    assertThat(goal.oracles()).isEqualTo(Set.of(oracles.split(" ")));
    assertThat(goal.parties().get(0).frames()).containsExactly("sgx_release");
  }

  @Test
  void eachLinkIsTakenWithTheOneBeforeItHeld() {
    Goal goal = goal("cycle-6.13.txt").orElseThrow();
    assertThat(goal.isLockCycle()).isTrue();
    assertThat(goal.parties()).extracting(Party::who).containsExactly("-> #2", "-> #1", "-> #0");
    assertThat(goal.parties())
        .extracting(Party::acquired)
        .containsExactly("&encl->lock", "&mm->mmap_lock", "&encl->srcu");
    assertThat(goal.parties())
        .extracting(Party::held)
        .containsExactly("&mm->mmap_lock", "&encl->srcu", "&encl->lock");
    assertThat(goal.parties()).extracting(Party::synchronizes).containsExactly(false, false, true);
    assertThat(goal.parties()).extracting(Party::line).containsExactly(17L, 24L, 30L);
  }

  /** The scenario tells only of the last link how it is acquired. */
  @Test
  void aLinkInTheMiddleWaitsForReadersIfItsCallChainSaysSo() {
    Report report =
        Toys.cycle(
            "lock",
            List.of(
                List.of("&enclave->srcu", "lock_sync", "__synchronize_srcu", "sgx_epc_oom"),
                List.of("&enclave->lock", "sgx_mmap")));
    assertThat(Goals.of(report).orElseThrow().parties())
        .extracting(Party::synchronizes)
        .containsExactly(true, false);
  }

  @Test
  void aRecursionHasAndTakesTheSame() {
    Party party = goal("recursion-5.15.txt").orElseThrow().parties().get(0);
    assertThat(party.acquired()).isEqualTo("&lru->lock").isEqualTo(party.held());
  }

  @Test
  void aBlockedTaskIsWhoCalledTheLockingFunctions() {
    Goal goal = goal("hung-5.4.txt").orElseThrow();
    assertThat(goal.inWords()).isEqualTo("2 tasks wait for ever");
    assertThat(goal.parties())
        .extracting(Party::waits)
        .containsExactly(Wait.MUTEX, Wait.WORK_FLUSH);
    assertThat(goal.parties())
        .extracting(party -> party.frames().get(0))
        .containsExactly("epc_reap_workfn", "epc_release");
  }

  @Test
  void ofManyThatWaitAtOnePlaceOneIsEnough() {
    Report report =
        Toys.report(
            Toys.hung("a", 1, "down_read", "sgx_vma_fault"),
            Toys.hung("b", 2, "synchronize_srcu", "sgx_release"),
            Toys.hung("c", 3, "down_read", "sgx_vma_fault"),
            Toys.hung("d", 4, "down_read", "sgx_vma_fault"));
    Goal goal = Goals.of(report).orElseThrow();
    assertThat(goal.inWords()).isEqualTo("4 tasks wait for ever");
    assertThat(goal.parties()).extracting(Party::who).containsExactly("a:1 and 2 more", "b:2");
  }

  @Test
  void whoReportsIsNotWhoDidIt() {
    Goal goal = Goals.of(Toys.file("mmrel-kasan.txt")).orElseThrow();
    assertThat(goal.parties().get(0).frames())
        .startsWith("__synchronize_srcu", "sgx_mmu_notifier_release");
  }

  @Test
  void strangersAreThoseInNothingThatIsModelled() {
    Report report =
        Toys.report(
            Toys.hung("a", 1, "down_read", "sgx_vma_fault"),
            Toys.hung("b", 2, "down_read", "ext4_readpage"));
    Goal goal = Goals.of(report).orElseThrow().within(Toys.WORDS);
    assertThat(goal.parties()).extracting(Party::who).containsExactly("a:1");
    assertThat(goal.strangers()).extracting(Party::who).containsExactly("b:2");
  }
}
