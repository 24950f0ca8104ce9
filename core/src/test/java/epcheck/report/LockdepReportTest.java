package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.LockCircle;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.toy.LockNesting;
import epcheck.report.toy.OomUnderLock;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What lockdep would print, against golden files: the shape is that of print_circular_bug() and
 * print_deadlock_bug() of Linux 6.13.
 */
class LockdepReportTest {
  private static List<String> lines(Model model, String scenario, String... patches) {
    Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    Verdict.Violation violation =
        verdict.violations().stream().filter(v -> v.circle() != null).findFirst().orElseThrow();
    Case what = new Case("v2", List.of(patches), scenario, Granularity.LOCK);
    LockCircle circle = violation.circle();
    return new LockdepReport(what, circle, violation.trace().tasks()).lines();
  }

  private static void check(String golden, List<String> lines) {
    Golden.check("lockdep-" + golden + ".golden", String.join("\n", lines) + "\n");
  }

  @Test
  void threeClassesOneOfWhichIsWaitedFor() {
    check("sync", lines(new OomUnderLock(), "mprotect-vs-kill"));
  }

  @Test
  void twoClassesOneOfWhichHasReaders() {
    check("rwsem", lines(LockNesting.readersAndALock(), "fault-vs-mmap"));
  }

  @Test
  void twoLocksOfAClass() {
    check("recursive", lines(LockNesting.twoOfAClass(), "two-enclaves"));
  }

  @Test
  void aSubclass() {
    check("subclass", lines(LockNesting.subclass(), "fork", "fork-deadlock"));
  }

  /** The first and the last but one, as lockdep does, however long the circle is. */
  @Test
  void aChainNamesThreeClassesOnly() {
    List<String> lines = lines(LockNesting.four(), "four");
    assertThat(lines).filteredOn(line -> line.startsWith("-> #")).hasSize(4);
    int chain = lines.indexOf("Chain exists of:");
    assertThat(lines.get(chain + 1)).isEqualTo("  sgx_d --> sgx_b --> sgx_c");
  }
}
