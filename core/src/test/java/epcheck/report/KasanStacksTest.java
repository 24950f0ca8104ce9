package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class KasanStacksTest {
  private static final Trace TRACE =
      new Trace(
          List.of("victim", "ksgxd"),
          List.of(
              step(0, "open", "KZALLOC", "encl", "A", "sgx_open"),
              step(0, "close(fd)", "KFREE", "A", "", "sgx_encl_release"),
              step(0, "close(fd)", "KFREE", "AB", "", "sgx_encl_release"),
              new Trace.Step(1, "one pass", List.of(), List.of(), "", false, false)));

  private static Trace.Step step(
      int task, String call, String op, String object, String value, String function) {
    Trace.Event event = new Trace.Event(op, object, op, value, "", List.of(function, "caller"));
    return new Trace.Step(task, call, List.of(event), List.of(), "", false, false);
  }

  @Test
  void tellsUseFreeAndAllocation() {
    Finding finding =
        new Finding(
            "use-after-free",
            "use after free: mutex_lock(&A->lock) after kfree()",
            List.of("sgx_reclaimer_write", "sgx_reclaim_pages"));
    assertThat(KasanStacks.lines(TRACE, finding, 120))
        .containsExactly(
            "BUG: KASAN: slab-use-after-free in sgx_reclaimer_write, object A",
            "Used by ksgxd, step 4, one pass:",
            "  sgx_reclaimer_write() <- sgx_reclaim_pages()",
            "Allocated by victim, step 1, open:",
            "  sgx_open() <- caller()",
            "Freed by victim, step 2, close(fd):",
            "  sgx_encl_release() <- caller()");
  }

  @Test
  void saysNothingIfNoObjectWasFreed() {
    Finding elsewhere = new Finding("use-after-free", "use after free: C->lock", List.of("f"));
    Finding other = new Finding("wrong-victim", "A is killed", List.of("f"));
    assertThat(KasanStacks.lines(TRACE, elsewhere, 120)).isEmpty();
    assertThat(KasanStacks.lines(TRACE, other, 120)).isEmpty();
  }
}
