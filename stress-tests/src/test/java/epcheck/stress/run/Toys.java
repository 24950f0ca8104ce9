package epcheck.stress.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;

/** Tests that are none, and what their forks say. */
final class Toys {
  static final String DEADLOCK =
      "deadlock: ksgxd waits in mutex_lock(&A->lock) (held by exit); exit waits in"
          + " flush_work(&B->work) | which only ksgxd or another worker of its queue <could> run";

  static final StressTest SPIN_LOCK = test("SpinLockTest", "primitives", 2, null);
  static final StressTest MUTEX = test("MutexTest.Contended", "primitives", 2, null);
  static final StressTest THREE = test("ThreeReaders", "primitives", 3, null);
  static final StressTest V5 =
      test("ReclaimVsOom.V5", "driver", 2, "the victim's page is read after it was freed");
  static final StressTest ENCLAVE_LIST = test("ReclaimVsOom.EnclaveList", "driver", 2, null);

  private Toys() {}

  /**
   * @param fault what it must show as a canary, or null
   */
  static StressTest test(String name, String group, int actors, String fault) {
    String full = "epcheck.stress." + group + "." + name;
    TestInfo info =
        new TestInfo(full, full, "", "", actors, List.of("a", "b", "c").subList(0, actors), false);
    info.addCase(new StateCase(Pattern.compile("1, 2"), Expect.ACCEPTABLE, "one after the other"));
    info.addCase(
        new StateCase(
            Pattern.compile("(deadlock|freed).*"),
            Expect.ACCEPTABLE_INTERESTING,
            "what the list found as well"));
    info.addCase(new StateCase(Pattern.compile(".*"), Expect.FORBIDDEN, "an update was lost"));
    return new StressTest(info, name, group, Optional.ofNullable(fault), fault != null);
  }

  static Fork fork(StressTest test, Map<String, Long> counts) {
    return new Fork(test.info().name(), Status.NORMAL, counts, List.of());
  }

  /** A fork in which all is well, a canary's fault included. */
  static Fork good(StressTest test) {
    return fork(
        test,
        test.fault().isPresent() ? Map.of("1, 2", 900L, DEADLOCK, 100L) : Map.of("1, 2", 1000L));
  }

  static Fork dead(StressTest test, Status status) {
    return new Fork(test.info().name(), status, Map.of(), List.of("Failed with error code 7"));
  }

  static Surroundings surroundings(int jdk) {
    return new Surroundings(
        "A CPU", 2, 3.9, "Linux 6.1.0", jdk, "A VM " + jdk + "+35 (A Vendor)", "2026-01-01");
  }
}
