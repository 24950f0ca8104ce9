package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.dmesg.KernelLog;
import epcheck.dmesg.Report;
import epcheck.dmesg.Samples;
import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.Model;
import epcheck.report.ConsoleReport;
import epcheck.report.Golden;
import epcheck.report.Paint;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.EndlessRetry;
import epcheck.report.toy.LockNesting;
import epcheck.report.toy.LostUpdate;
import epcheck.report.toy.OomUnderLock;
import epcheck.report.toy.WrongVictim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a kernel developer gets to read, one golden file for each kind of answer. */
class AnswerReportTest {
  private static void check(String golden, Answer answer) {
    ConsoleReport console = new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN);
    List<String> lines = new AnswerReport(console, Toys.WORDS).lines(answer);
    String text = String.join("\n", lines) + "\n";
    Golden.check("reproduce-" + golden + ".golden", Golden.withoutFigures(text));
  }

  private static Report oomCycle() {
    return Toys.cycle(
        "sync",
        List.of(
            List.of("&enclave->lock", "__mutex_lock", "sgx_encl_may_map", "sgx_mmap"),
            List.of("&mm->mmap_lock", "down_read", "sgx_vma_fault"),
            List.of("&enclave->srcu", "__synchronize_srcu", "sgx_epc_oom")));
  }

  @Test
  void aDeadlockOfTwoTasks() {
    Report report =
        Toys.report(
            Toys.hung(
                "ksgxd", 70, "down_read", "sgx_reclaimer_block", "sgx_reclaim_more", "kthread"),
            Toys.hung("enclave-run", 71, "mutex_lock", "sgx_encl_may_map", "sgx_mmap"),
            Toys.hung("enclave-run", 72, "mutex_lock", "sgx_encl_may_map", "sgx_mmap"),
            Toys.hung("jbd2/sda", 73, "mutex_lock", "ext4_commit", "kthread"));
    Answer answer = Toys.answer(report, Toys.withPatch("oom-vs-mmap", new OomUnderLock()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("hung", answer);
  }

  @Test
  void aCycleOnWhichSomethingDeadlocks() {
    Answer answer = Toys.answer(oomCycle(), Toys.target("oom-vs-mmap", new OomUnderLock()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("cycle", answer);
  }

  @Test
  void anOops() {
    Report report =
        Toys.report(
            "BUG: kernel NULL pointer dereference, address: 0000000000000000",
            "#PF: supervisor read access in kernel mode",
            "Oops: 0000 [#1] PREEMPT SMP NOPTI",
            "CPU: 1 PID: 12 Comm: writer Not tainted 6.5.0-epc #1",
            "RIP: 0010:sgx_oom_encl+0x21/0x60",
            "Call Trace:",
            " sgx_epc_oom+0x119/0x230",
            " sgx_cgroup_try_charge+0x19/0x30",
            "---[ end trace 0000000000000000 ]---");
    Answer answer = Toys.answer(report, Toys.target("last-page", new WrongVictim()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("oops", answer);
  }

  @Test
  void aUseAfterFree() {
    Report report =
        Toys.report(
            "BUG: KASAN: slab-use-after-free in sgx_reclaimer_write+0x21/0x60",
            "Read of size 8 at addr ffff888107654320 by task ksgxd/83",
            "",
            "CPU: 1 PID: 83 Comm: ksgxd Not tainted 6.5.0-epc #1",
            "Call Trace:",
            " dump_stack_lvl+0x48/0x70",
            " kasan_report+0xb0/0xe0",
            " sgx_reclaimer_write+0x21/0x60",
            " sgx_reclaim_pages+0x119/0x230",
            " kthread+0x19/0x30");
    Answer answer = Toys.answer(report, Toys.target("close-vs-reclaim", new CloseVsReclaim(false)));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("use-after-free", answer);
  }

  @Test
  void aWarning() {
    Report report =
        Toys.report(
            "------------[ cut here ]------------",
            "WARNING: CPU: 1 PID: 95 at arch/x86/kernel/cpu/sgx/encl.c:28 sgx_encl_release+0xba/0x110",
            "CPU: 1 PID: 95 Comm: enclave-run Not tainted 6.3.0-epc #1",
            "Call Trace:",
            " sgx_release+0x4a/0x60",
            "---[ end trace 0000000000000000 ]---");
    Answer answer =
        Toys.answer(
            report, Toys.target("quiet", Faults.none()), Toys.target("warns", Faults.warning()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("warning", answer);
  }

  @Test
  void aReferenceCount() {
    Report report =
        Toys.report(
            "------------[ cut here ]------------",
            "refcount_t: underflow; use-after-free.",
            "WARNING: CPU: 1 PID: 95 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110",
            "CPU: 1 PID: 95 Comm: enclave-run Not tainted 6.3.0-epc #1",
            "RIP: 0010:refcount_warn_saturate+0xba/0x110",
            "Call Trace:",
            " sgx_encl_release+0x4a/0x60",
            "---[ end trace 0000000000000000 ]---");
    Answer answer = Toys.answer(report, Toys.target("puts", Faults.refcount()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("refcount", answer);
  }

  @Test
  void aSleepInAtomicContext() {
    Report report =
        Toys.report(
            "BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585",
            "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 85, name: enclave run",
            "CPU: 0 PID: 85 Comm: enclave run Not tainted 6.6.1-epc #2",
            "Call Trace:",
            " __might_resched+0x1a1/0x2a0",
            " __mutex_lock+0x51/0xc80",
            " sgx_encl_release+0x21/0x60",
            " sgx_release+0x21/0x60");
    Answer answer = Toys.answer(report, Toys.target("sleeps", Faults.sleep()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("sleep", answer);
  }

  @Test
  void aSoftLockupIsALivelock() {
    Report report =
        Toys.report(
            "watchdog: BUG: soft lockup - CPU#6 stuck for 23s! [enclave-run:11502]",
            "CPU: 6 PID: 11502 Comm: enclave-run Not tainted 6.1.0-epc #1",
            "RIP: 0010:sgx_encl_load_page+0x1b/0x40",
            "Call Trace:",
            " sgx_vma_fault+0x90/0x150",
            " __do_fault+0x90/0x150");
    Answer answer = Toys.answer(report, Toys.target("retry", new EndlessRetry()));
    assertThat(answer).isInstanceOf(Answer.Reproduced.class);
    check("soft-lockup", answer);
  }

  @Test
  void aDataRace() {
    Report report =
        Toys.report(
            "BUG: KCSAN: data-race in sgx_oom_encl / sgx_ioctl",
            "",
            "write to 0xffff888104000010 of 4 bytes by task 612 on cpu 3:",
            " sgx_oom_encl+0x5e/0x90",
            "",
            "read to 0xffff888104000010 of 4 bytes by task 613 on cpu 1:",
            " sgx_ioctl+0x22/0x70",
            "",
            "Reported by Kernel Concurrency Sanitizer on:",
            "CPU: 1 PID: 613 Comm: x Not tainted 6.5.0-epc #8");
    Answer answer = Toys.answer(report, Toys.withPatch("lost-update", new LostUpdate(false)));
    check("race", answer);
    assertThat(answer).isInstanceOf(Answer.Raced.class);
  }

  @Test
  void aCycleBehindAGate() {
    Report report =
        Toys.cycle("lock", List.of(List.of("sgx_a", "sgx_mmap"), List.of("sgx_b", "sgx_release")));
    Answer answer = Toys.answer(report, Toys.withPatch("gated", LockNesting.gated()));
    check("gated", answer);
    assertThat(((Answer.NeverDeadlocks) answer).deadlockFree()).isTrue();
  }

  @Test
  void locksThatAreTakenInAnotherOrder() {
    Answer answer =
        Toys.answer(
            oomCycle(),
            Toys.target("fork", LockNesting.subclass()),
            Toys.target("fault", LockNesting.readersAndALock()));
    check("orders-differ", answer);
    assertThat(((Answer.OrdersDiffer) answer).hasAllLinks()).isFalse();
  }

  @Test
  void aCycleOfWhichEachScenarioHasAPart() {
    Report report =
        Toys.cycle("lock", List.of(List.of("sgx_a", "sgx_mmap"), List.of("sgx_b", "sgx_release")));
    Answer answer =
        Toys.answer(
            report,
            Toys.target("first a", LockNesting.ordered("sgx_a", "sgx_b")),
            Toys.target("first b", LockNesting.ordered("sgx_b", "sgx_a")));
    check("spread", answer);
    assertThat(((Answer.OrdersDiffer) answer).hasAllLinks()).isTrue();
  }

  /** What one driver has of a cycle and what another one has do not add up. */
  @Test
  void driversAreNotPutTogether() {
    Report report =
        Toys.cycle("lock", List.of(List.of("sgx_a", "sgx_mmap"), List.of("sgx_b", "sgx_release")));
    Target one = Toys.target("first a", LockNesting.ordered("sgx_a", "sgx_b"));
    Target other = Toys.withPatch("first b", LockNesting.ordered("sgx_b", "sgx_a"));
    Answer.OrdersDiffer answer = (Answer.OrdersDiffer) Toys.answer(report, one, other);
    assertThat(answer.hasAllLinks()).isFalse();
    assertThat(answer.cases()).isEqualTo(1);
    Answer.OrdersDiffer patched = (Answer.OrdersDiffer) Toys.answer(report, other);
    assertThat(patched.driver()).isEqualTo("v5 + a-bug");
    assertThat(patched.cases()).isEqualTo(1);
  }

  /** A report seldom comes from a series that was never merged. */
  @Test
  void ofDriversThatLackAsMuchMainlineIsToldOf() {
    Report report =
        Toys.cycle("lock", List.of(List.of("sgx_a", "sgx_mmap"), List.of("sgx_b", "sgx_release")));
    Model ordered = LockNesting.ordered("sgx_a", "sgx_b");
    Answer answer = Toys.answer(report, Toys.of("v2", "one", ordered), Toys.target("one", ordered));
    assertThat(((Answer.OrdersDiffer) answer).driver()).isEqualTo("mainline");
    assertThat(((Answer.OrdersDiffer) answer).others()).containsExactly("v2");
  }

  /** Or the answer would read as if it were not known of those that it is about. */
  @Test
  void driversOfWhichNothingIsSaidAreNamed() {
    Report report =
        Toys.cycle("lock", List.of(List.of("sgx_a", "sgx_mmap"), List.of("sgx_b", "sgx_release")));
    Target explored = Toys.target("one", LockNesting.ordered("sgx_a", "sgx_b"));
    LockOrders orders = new LockOrders(Goals.of(report).orElseThrow(), Toys.WORDS);
    orders.add(
        explored.what(), new Explorer(explored.model().get(), Options.DEFAULT).run(Progress.NONE));
    orders.omit(Toys.of("v6", "one", LockNesting.ordered("sgx_a", "sgx_b")).what());
    orders.omit(Toys.of("v6", "two", LockNesting.ordered("sgx_a", "sgx_b")).what());
    ConsoleReport console = new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN);
    assertThat(new AnswerReport(console, Toys.WORDS).lines(orders.answer(report).orElseThrow()))
        .contains("Looked at: 1 case, each explored in full.")
        .containsSequence(
            "Not known of v6, where 2 cases could not be explored in full: a longer --budget may"
                + " find the cycle there.");
  }

  @Test
  void nothingButSomethingLikeIt() {
    Report report =
        Toys.report(
            Toys.hung("ksgxd", 70, "down_read", "sgx_reclaimer_block"),
            Toys.hung("enclave-run", 71, "mutex_lock", "sgx_encl_may_map", "sgx_vma_fault"));
    Answer answer =
        Toys.answer(
            report,
            Toys.withPatch("oom-vs-mmap", new OomUnderLock()),
            Toys.target("close", new CloseVsReclaim(true), "lost-page@"));
    check("near", answer);
    assertThat(((Answer.NotFound) answer).nearest()).isPresent();
  }

  @Test
  void nothingBeforeTheTimeIsOver() {
    Report report = Toys.report(Toys.hung("ksgxd", 70, "down_read", "sgx_reclaimer_block"));
    Reproduction none =
        Toys.reproduction(Duration.ZERO, Toys.target("oom-vs-mmap", new OomUnderLock()));
    check("unfinished", none.answer(report));
    Answer.NotFound cycle = (Answer.NotFound) none.answer(oomCycle());
    assertThat(cycle.unfinished()).isEqualTo(1);
    assertThat(cycle.explored()).isZero();
  }

  @Test
  void noTimeForWhatIsKnownToHaveNoSuchCycle() {
    Reproduction none =
        Toys.reproduction(
            Duration.ZERO, Toys.target("oom-vs-mmap", new OomUnderLock(), "lost-page@"));
    assertThat(((Answer.NotFound) none.answer(oomCycle())).unfinished()).isEqualTo(1);
  }

  private static Answer ofOurs(String name) {
    return Toys.answer(
        KernelLog.reports(Samples.ours(name)).get(0), Toys.target("x", new OomUnderLock()));
  }

  @Test
  void locksThatTheModelLacks() {
    check("unknown-locks", ofOurs("cycle-mail.txt"));
  }

  @Test
  void functionsThatTheModelLacks() {
    Report report =
        Toys.report(
            Toys.hung("a", 1, "down_read", "sgx_init", "do_one_initcall", "kernel_init"),
            Toys.hung("b", 2, "down_read"));
    check("unknown-functions", Toys.answer(report, Toys.target("x", new OomUnderLock())));
  }

  @Test
  void interrupts() {
    check("irq", ofOurs("irq-inversion.txt"));
  }

  @Test
  void whatCannotBeRead() {
    Report report =
        Toys.report(
            "WARNING: possible circular locking dependency detected",
            "4.15.0-rc7 #1 Not tainted",
            "random: crng init done");
    check("unreadable", Toys.answer(report, Toys.target("x", new OomUnderLock())));
  }
}
