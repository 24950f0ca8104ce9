package epcheck.dmesg;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.dmesg.ScenarioStep.Verb;
import epcheck.report.Golden;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One report of each kind, of kernels of several ages: all that is read of it. */
class OurReportsTest {
  static List<String> names() {
    return Samples.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadAsInTheGoldenFile(String name) {
    List<Report> reports = KernelLog.reports(Samples.ours(name));
    String golden = "dmesg-" + name.replace(".txt", ".golden");
    // A lock that a symbolised log names is longer than a line of ours may be.
    String text =
        Rendered.all(reports)
            .lines()
            .map(line -> line.length() <= 120 ? line : line.substring(0, 117) + "...")
            .collect(Collectors.joining("\n", "", "\n"));
    Golden.check(golden, text);
  }

  /** They are whole; if something is missed, it is the parser's fault. */
  @ParameterizedTest
  @MethodSource("names")
  void leavesNothingToComplainAbout(String name) {
    List<Report> reports = KernelLog.reports(Samples.ours(name));
    assertThat(reports).hasSize(1);
    if (!name.equals("kcsan-epcheck.txt")) {
      assertThat(reports.get(0).complaints()).isEmpty();
    }
  }

  /** Whatever wrote the log down, it is the same log. */
  @ParameterizedTest
  @MethodSource("names")
  void isReadTheSameWithAnyPrefix(String name) {
    String log = Samples.ours(name);
    String expected = Rendered.contents(KernelLog.reports(log));
    Stream.of(
            "> ",
            ">> ",
            "<4>",
            "Jan  2 03:04:05 epc kernel: ",
            "2026-01-02T03:04:05+0100 epc kernel: ",
            "2026-01-02T03:04:05.123456Z ",
            "kern  :warn  : ")
        .forEach(
            prefix -> {
              String written =
                  log.lines().map(line -> prefix + line).collect(Collectors.joining("\r\n"));
              if (!name.contains("wrapped") && !name.contains("mail") && !name.contains("4.9")
                  || prefix.startsWith(">")) {
                assertThat(Rendered.contents(KernelLog.reports(written)))
                    .as(prefix)
                    .isEqualTo(expected);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadTheSameWithNoiseAround(String name) {
    String log = Samples.ours(name);
    String noise = "systemd[1]: Started something.\n[    1.000000] usb 1-1: new device\n\n";
    List<Report> reports = KernelLog.reports(noise + log + noise);
    assertThat(Rendered.contents(reports)).isEqualTo(Rendered.contents(KernelLog.reports(log)));
    Report alone = KernelLog.reports(log).get(0);
    assertThat(reports.get(0).firstLine()).isEqualTo(alone.firstLine() + 3);
    assertThat(reports.get(0).lastLine()).isEqualTo(alone.lastLine() + 3);
  }

  @Test
  void theCycleIsThatOfTheEntries() {
    LockCycle cycle = Samples.report("cycle-6.13.txt", LockCycle.class);
    assertThat(cycle.task()).isEqualTo(new Task("enclave-run", 711));
    assertThat(cycle.wanted().name()).isEqualTo("&encl->srcu");
    assertThat(cycle.wanted().site().function()).isEqualTo("__synchronize_srcu");
    assertThat(cycle.held().name()).isEqualTo("&encl->lock");
    assertThat(cycle.held().waitTypes()).isEqualTo("4:4");
    assertThat(cycle.chain())
        .extracting(link -> link.lock().name())
        .containsExactly("&encl->lock", "&mm->mmap_lock", "&encl->srcu");
    assertThat(cycle.chain()).extracting(LockCycle.Link::number).containsExactly(2, 1, 0);
    assertThat(Samples.functions(cycle.chain().get(0).stack())).contains("sgx_encl_fault_in");
    assertThat(cycle.scenario())
        .extracting(ScenarioStep::verb)
        .containsExactly(Verb.LOCK, Verb.RLOCK, Verb.LOCK, Verb.SYNC);
    assertThat(cycle.scenario()).extracting(ScenarioStep::cpu).containsExactly(0, 1, 1, 0);
    assertThat(cycle.source().kernel()).isEqualTo("6.13.0-epc #4");
  }

  @Test
  void whatEpcheckPrintsIsReadAsWhatTheKernelPrints() {
    LockCycle ours = Samples.report("cycle-epcheck.txt", LockCycle.class);
    LockCycle kernels = Samples.report("cycle-6.13.txt", LockCycle.class);
    assertThat(ours.chain())
        .extracting(link -> link.lock().toString())
        .isEqualTo(kernels.chain().stream().map(link -> link.lock().toString()).toList());
    assertThat(Samples.functions(ours.chain().get(1).stack()))
        .containsExactly("sgx_reclaimer_block", "sgx_reclaim_pages");
    assertThat(ours.wanted().site().function()).isEqualTo("sgx_oom_encl");
  }

  @Test
  void blockedTasksTellWhatTheyWaitForAndWhere() {
    HungTasks hung = Samples.report("hung-commit-message.txt", HungTasks.class);
    assertThat(hung.tasks())
        .extracting(HungTasks.BlockedTask::waitsFor)
        .containsExactly(Wait.RWSEM_WRITE, Wait.SRCU_GRACE_PERIOD);
    assertThat(hung.tasks())
        .extracting(task -> task.site().function())
        .containsExactly("epc_swap_thread", "epc_mm_add");
    HungTasks.Blocker blocker = Samples.report("hung-6.16.txt", HungTasks.class).blockers().get(0);
    assertThat(blocker.owner()).isEqualTo(new Task("writer", 502));
    assertThat(blocker.side()).isEqualTo("reader");
    assertThat(Samples.functions(blocker.ownerStack())).contains("epc_slow_write");
  }
}
