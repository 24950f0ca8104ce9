package epcheck.dmesg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prefixes, frames, locks and waits, one line at a time. */
class LinesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain text||plain text",
        "  two blanks||  two blanks",
        "[   12.345678] text||text",
        "[   12.345678]  frame|| frame",
        "[   12.345678][ T1234] text|T1234|text",
        "[   12.345678][    C0]  frame|C0| frame",
        "[   12.345678] [T77] text|T77|text",
        "[  +0.000008] text||text",
        "[Mon Jan  5 12:00:00 2026] text||text",
        "<4>[   12.345678] text||text",
        "<14>text||text",
        "> [   12.345678] text||text",
        "> > text||text",
        "Jan  5 12:00:00 host kernel: [   12.345678]  frame|| frame",
        "2026-01-05T12:00:00+0100 host kernel: text||text",
        "2026-01-05T12:00:00.123Z [   12.345678][  T1] text|T1|text",
        "[   12.345678] host kernel: text||text",
        "kern  :warn  : [   12.345678] text||text",
        "login: [   12.345678] text||text",
        "[<ffffffff81000000>] frame||[<ffffffff81000000>] frame",
        "[ INFO: possible||[ INFO: possible",
        "[ ||[ ",
        "    [   12.345678]  frame|| frame",
      })
  void prefix(String line, String caller, String text) {
    Prefix prefix = Prefix.strip(line);
    assertThat(prefix.text()).isEqualTo(text);
    assertThat(prefix.caller()).isEqualTo(caller == null ? "" : caller);
  }

  @Test
  void coloursAreNoText() {
    assertThat(Prefix.strip("\u001b[32m[   12.345678] \u001b[0m\u001b[31mBUG\u001b[0m").text())
        .isEqualTo("BUG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "epc_put+0x1/0x20|epc_put|''|''|false|false",
        "? epc_put+0x1/0x20|epc_put|''|''|false|true",
        "epc_put.isra.0.cold.7+0x1/0x20 [isgx]|epc_put|isgx|''|false|false",
        "epc_put.part.0.constprop.1+0x1/0x20 [isgx 00ff]|epc_put|isgx|''|false|false",
        "[<ffffffffc0512345>] ? epc_put+0x1/0x20|epc_put|''|''|false|true",
        "epc_put+0x1/0x20 kernel/epc.c:12|epc_put|''|kernel/epc.c:12|false|false",
        "epc_put kernel/epc.c:12 [inline]|epc_put|''|kernel/epc.c:12|true|false",
        "epc_put (kernel/epc.c:12 (discriminator 3)) isgx|epc_put|''|kernel/epc.c:12|false|false",
        "epc_put|''|''|''|false|false",
        "Memory state around the buggy address:|''|''|''|false|false",
        "0xffff|''|''|''|false|false",
      })
  void frame(
      String line,
      String function,
      String module,
      String place,
      boolean inlined,
      boolean uncertain) {
    Frame expected =
        function.isEmpty() ? Frame.UNKNOWN : new Frame(function, module, place, inlined, uncertain);
    assertThat(Frame.of(line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(&encl->lock){+.+.}-{4:4}, at: f+0x1/0x2|&encl->lock|1|0|+.+.|4:4|''|f",
        "ffff88801 (&encl->lock#3/2){++++}, at: f+0x1/0x2|&encl->lock|3|2|++++|''|ffff88801|f",
        "#4: ffff88801 (sb_writers#9){.+.+}-{0:0}, at: f+0x1/0x2|sb_writers|9|0|.+.+|0:0|ffff88801|f",
        "-> #1 ((work_completion)(&(&x->y)->w)){+.+.}-{0:0}:"
            + "|(work_completion)(&(&x->y)->w)|1|0|+.+.|0:0|''|''",
        "((wq_completion)\"my (queue)\"){+.+.}|(wq_completion)\"my (queue)\"|1|0|+.+.|''|''|''",
        "(&q->usage(io)#55){++++}-{0:0}|&q->usage(io)|55|0|++++|0:0|''|''",
        "(&(&zone->lock)->rlock){..-.}, at: [<ffffffff81>] f+0x1/0x2"
            + "|&(&zone->lock)->rlock|1|0|..-.|''|''|f",
        "(fs_reclaim){+.+.+.}|fs_reclaim|1|0|+.+.+.|''|''|''",
        "(&encl->lock){|''|1|0|''|''|''|''",
        "(&encl->lock){words}|''|1|0|''|''|''|''",
        "){+.+.} (x|''|1|0|''|''|''|''",
      })
  void lock(
      String line,
      String name,
      int version,
      int subclass,
      String usage,
      String waitTypes,
      String address,
      String site) {
    Lock lock = Lock.of(line);
    assertThat(lock.name()).isEqualTo(name);
    assertThat(lock.version()).isEqualTo(version);
    assertThat(lock.subclass()).isEqualTo(subclass);
    assertThat(lock.usage()).isEqualTo(usage == null ? "" : usage);
    assertThat(lock.waitTypes()).isEqualTo(waitTypes == null ? "" : waitTypes);
    assertThat(lock.address()).isEqualTo(address == null ? "" : address);
    assertThat(lock.site().function()).isEqualTo(site == null ? "" : site);
  }

  @ParameterizedTest
  @CsvSource({
    "__schedule schedule rwsem_down_read_slowpath down_read epc_a,RWSEM_READ,epc_a",
    "schedule rwsem_down_write_slowpath down_write_killable epc_a,RWSEM_WRITE,epc_a",
    "schedule schedule_preempt_disabled __mutex_lock mutex_lock_nested epc_a,MUTEX,epc_a",
    "schedule_timeout wait_for_completion __synchronize_srcu synchronize_srcu epc_a,"
        + "SRCU_GRACE_PERIOD,epc_a",
    "schedule_timeout __wait_for_common __wait_rcu_gp synchronize_rcu epc_a,RCU_GRACE_PERIOD,epc_a",
    "native_queued_spin_lock_slowpath _raw_spin_lock epc_a,SPINLOCK,epc_a",
    "schedule wait_for_completion epc_a,COMPLETION,epc_a",
    "schedule wait_for_completion kthread_stop epc_a,COMPLETION,epc_a",
    "schedule wait_for_completion __flush_work cancel_work_sync epc_a,WORK_FLUSH,epc_a",
    "schedule wait_for_completion __flush_workqueue epc_a,WORK_FLUSH,epc_a",
    "schedule epc_wait_event epc_a,OTHER,epc_wait_event",
    "schedule wait_for_completion,COMPLETION,''",
  })
  void waits(String stack, Wait expected, String site) {
    var frames =
        java.util.Arrays.stream(stack.split(" ")).map(name -> Frame.of(name + "+0x1/0x2")).toList();
    assertThat(Wait.of(frames)).isEqualTo(expected);
    assertThat(Wait.site(frames).function()).isEqualTo(site);
  }
}
