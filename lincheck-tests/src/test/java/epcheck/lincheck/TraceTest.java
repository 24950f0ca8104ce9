package epcheck.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a schedule that Lincheck prints. */
class TraceTest {
  private static final String REPORT =
      """
      = Invalid execution results =
      | not | this |

      The following interleaving leads to the error:
      | ------------------------------------------------------------------ |
      |                   Thread 1               |         Thread 2                 |
      | ------------------------------------------------------------------ |
      | build(Sightings#1)                       |                                  |
      | ------------------------------------------------------------------ |
      | run(0): void                             |                                  |
      |   live.run(0)                            |                                  |
      |     kernel.becomeTask(0)                 |                                  |
      |         <iteration 1>                    |                                  |
      |           sgxEpcOom(LruLists#1): true    |                                  |
      |             lru.lock.unlock()            |                                  |
      |             switch                       |                                  |
      |                                          | run(1): void                     |
      |                                          |           encl.or(1 | 2)         |
      |                                          |             queue.sleep          |
      |                                          |             WAIT                 |
      |                                          |             switch (why)         |
      |             victim.flags.get(): 10       |                                  |
      | ------------------------------------------------------------------ |
      | end(Sightings#1): false                  |                                  |
      | ------------------------------------------------------------------ |

      Detailed trace:
      |             switch                       |                                  |
      """;

  @Test
  void itHasTheNamesOfTheTasksAndNothingOfTheHarness() {
    assertThat(Trace.of(REPORT, List.of("oom", "ksgxd")).lines())
        .containsExactly(
            "oom                         | ksgxd",
            "run(0): void                |",
            "sgxEpcOom(LruLists#1): true |",
            "  lru.lock.unlock()         |",
            "  switch                    |",
            "                            | run(1): void",
            "                            | encl.or(1 | 2)",
            "                            |   queue.sleep",
            "                            |   switch (why)",
            "  victim.flags.get(): 10    |");
  }

  @Test
  void aSwitchThatLincheckHadAReasonForIsNoPreemption() {
    assertThat(Trace.of(REPORT, List.of("oom", "ksgxd")).switches()).isEqualTo(1);
  }

  @Test
  void aReportWithoutAScheduleHasNone() {
    assertThat(Trace.of("= The execution has hung =", List.of("oom")).lines()).isEmpty();
  }
}
