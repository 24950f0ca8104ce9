package epcheck.reproduce;

import epcheck.dmesg.KernelLog;
import epcheck.dmesg.Report;
import epcheck.explore.Granularity;
import epcheck.kernel.Model;
import epcheck.report.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What these tests have in common: words, targets of small models, and reports. */
final class Toys {
  /** The functions of the toys, two of the core kernel's, and one that is left out on purpose. */
  static final Vocabulary WORDS =
      new Vocabulary(
          Set.of(
              "sgx_encl_release",
              "sgx_release",
              "sgx_ioctl",
              "sgx_vma_fault",
              "sgx_reclaim_pages",
              "sgx_reclaimer_write",
              "sgx_reclaimer_block",
              "sgx_mmap",
              "sgx_encl_may_map",
              "sgx_epc_oom",
              "sgx_oom_encl",
              "sgx_encl_load_page",
              "mmput"),
          Set.of(
              "sgx_encl_release",
              "sgx_release",
              "sgx_ioctl",
              "sgx_vma_fault",
              "sgx_reclaim_pages",
              "sgx_reclaimer_write",
              "sgx_reclaimer_block",
              "sgx_mmap",
              "sgx_encl_may_map",
              "sgx_epc_oom",
              "sgx_oom_encl",
              "sgx_encl_load_page"),
          Map.of("sgx_init", "boot"),
          Set.of("&enclave->lock", "&enclave->srcu", "&mm->mmap_lock", "sgx_a", "sgx_b"));

  private Toys() {}

  static Target target(String scenario, Model model, String... recorded) {
    return of("mainline", scenario, model, recorded);
  }

  static Target of(String revision, String scenario, Model model, String... recorded) {
    return new Target(
        new Case(revision, List.of(), scenario, Granularity.LOCK),
        "",
        () -> model,
        recorded.length == 0 ? Optional.empty() : Optional.of(List.of(recorded)),
        false);
  }

  static Target withPatch(String scenario, Model model) {
    return new Target(
        new Case("v5", List.of("a-bug"), scenario, Granularity.LOCK),
        "a-bug: fixed in v6, it did harm",
        () -> model,
        Optional.empty(),
        false);
  }

  static Answer answer(Report report, Target... targets) {
    return reproduction(Duration.ofSeconds(60), targets).answer(report);
  }

  static Reproduction reproduction(Duration budget, Target... targets) {
    return new Reproduction(List.of(targets), WORDS, budget, Observer.NONE);
  }

  /** The only report of a log. */
  static Report report(String... lines) {
    List<Report> reports = KernelLog.reports(String.join("\n", lines) + "\n");
    if (reports.size() != 1) {
      throw new IllegalStateException(reports.toString());
    }
    return reports.get(0);
  }

  /** The only report of a file in {@code src/test/resources/reproduce}. */
  static Report file(String name) {
    try {
      return report(Files.readString(Path.of("src", "test", "resources", "reproduce", name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A task that is blocked, as khungtaskd reports it; the functions innermost first. */
  static String hung(String task, int pid, String... functions) {
    List<String> lines = new ArrayList<>();
    lines.add("INFO: task " + task + ":" + pid + " blocked for more than 120 seconds.");
    lines.add(task + "  D    0   " + pid + "      2 0x80004000");
    lines.add("Call Trace:");
    lines.add(" __schedule+0x2db/0x700");
    for (String function : functions) {
      lines.add(" " + function + "+0x10/0x100");
    }
    lines.add(" ret_from_fork+0x35/0x40");
    return String.join("\n", lines);
  }

  /** What lockdep prints of a cycle. Each link: the lock, then the call chain. */
  static Report cycle(String lastVerb, List<List<String>> links) {
    List<String> lines = new ArrayList<>();
    String first = links.get(0).get(0);
    String wanted = links.get(links.size() - 1).get(0);
    lines.add("WARNING: possible circular locking dependency detected");
    lines.add("6.6.0 #1 Not tainted");
    lines.add("------------------------------------------------------");
    lines.add("worker/7 is trying to acquire lock:");
    lines.add("(" + wanted + "){+.+.}-{3:3}, at: somewhere+0x1/0x2");
    lines.add("");
    lines.add("but task is already holding lock:");
    lines.add("(" + first + "){+.+.}-{3:3}, at: somewhere+0x1/0x2");
    lines.add("");
    lines.add("the existing dependency chain (in reverse order) is:");
    for (int i = 0; i < links.size(); i++) {
      List<String> link = links.get(i);
      lines.add("");
      lines.add("-> #" + (links.size() - 1 - i) + " (" + link.get(0) + "){+.+.}-{3:3}:");
      link.subList(1, link.size()).forEach(f -> lines.add("       " + f + "+0x1/0x20"));
    }
    lines.add("");
    lines.add("other info that might help us debug this:");
    lines.add("");
    lines.add(" Possible unsafe locking scenario:");
    lines.add("");
    lines.add("       CPU0                    CPU1");
    lines.add("       ----                    ----");
    lines.add("  lock(" + first + ");");
    lines.add("                               lock(" + wanted + ");");
    lines.add("                               lock(" + first + ");");
    lines.add("  " + lastVerb + "(" + wanted + ");");
    lines.add("");
    lines.add(" *** DEADLOCK ***");
    lines.add("");
    lines.add("1 lock held by worker/7:");
    lines.add(" #0: (" + first + "){+.+.}-{3:3}, at: somewhere+0x1/0x2");
    lines.add("");
    lines.add("stack backtrace:");
    lines.add("CPU: 0 PID: 7 Comm: worker Not tainted 6.6.0 #1");
    lines.add("Call Trace:");
    lines.add(" somewhere+0x1/0x2");
    return report(lines.toArray(String[]::new));
  }
}
