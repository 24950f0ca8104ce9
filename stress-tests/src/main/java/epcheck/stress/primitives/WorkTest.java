package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Work;
import epcheck.stress.Sample;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress WorkTest
 */

/**
 * {@code struct work_struct}, as {@code epc_cg->reclaim_work} of the EPC cgroup series.
 *
 * <pre>{@code
 * WorkTest.Queue
 *   673,970   92.41%  1, 1; ran 2, saw 2
 *    29,513    4.05%  1, 0; ran 1, saw 2
 *    25,866    3.55%  0, 1; ran 1, saw 2
 * WorkTest.Cancel
 *   694,655   91.92%  0, 0; ran 1
 *    59,397    7.86%  0, 1; ran 1
 *     1,647    0.22%  1, 0; ran 0
 *        32   <0.01%  0, 0; ran 0
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 */
public final class WorkTest {
  private WorkTest() {}

  private static void queue(Model.Setup setup) {
    Layout cg = setup.kernel().layout(null, "epc_cg");
    IntCell[] over = {cg.intCell("over[0]", 0), cg.intCell("over[1]", 0)};
    IntCell[] queued = {cg.intCell("queued[0]", 0), cg.intCell("queued[1]", 0)};
    IntCell ran = cg.intCell("ran", 0);
    IntCell saw = cg.intCell("saw", 0);
    Work reclaimWork =
        setup
            .kernel()
            .work(
                "reclaim_work",
                () -> {
                  ran.add(1);
                  saw.set(over[0].get() + over[1].get());
                });
    for (int i = 0; i < 2; i++) {
      IntCell mine = over[i];
      IntCell result = queued[i];
      setup.task(
          "charge",
          List.of(
              new EntryPoint(
                  "queue",
                  () -> {
                    mine.set(1);
                    result.set(reclaimWork.queue() ? 1 : 0);
                  })));
    }
    setup.outcome(
        () ->
            queued[0].get() + ", " + queued[1].get() + "; ran " + ran.get() + ", saw " + saw.get());
  }

  private static void cancel(Model.Setup setup) {
    Layout cg = setup.kernel().layout(null, "epc_cg");
    IntCell ran = cg.intCell("ran", 0);
    IntCell cancelled = cg.intCell("cancelled", 0);
    IntCell saw = cg.intCell("saw", 0);
    Work reclaimWork = setup.kernel().work("reclaim_work", () -> ran.add(1));
    setup.task("charge", List.of(new EntryPoint("queue", () -> reclaimWork.queue())));
    setup.task(
        "css_free",
        List.of(
            new EntryPoint(
                "cancel",
                () -> {
                  cancelled.set(reclaimWork.cancelSync() ? 1 : 0);
                  saw.set(ran.get());
                })));
    setup.outcome(() -> cancelled.get() + ", " + saw.get() + "; ran " + ran.get());
  }

  /**
   * Two charges fail at once and both queue the worker. An item that is pending is not queued
   * again, but one whose function has begun is: so no request is lost, and the function never runs
   * beside itself. {@code queue_work()} is a full barrier also when it does nothing: who finds the
   * item pending may rely on the run to come to see what it wrote before. Hence the last run always
   * sees both writes.
   */
  @JCStressTest
  @Outcome(
      id = "1, 1; ran 2, saw 2",
      expect = ACCEPTABLE,
      desc = "queued again after it began to run")
  @Outcome(id = "1, 0; ran 1, saw 2", expect = ACCEPTABLE, desc = "charge 2 found it pending")
  @Outcome(id = "0, 1; ran 1, saw 2", expect = ACCEPTABLE, desc = "charge 1 found it pending")
  @Outcome(
      id = ".*",
      expect = FORBIDDEN,
      desc = "lost, run beside itself, or blind to what a queuer wrote")
  @State
  public static class Queue extends Sample {
    public Queue() {
      super(WorkTest::queue);
    }

    @Actor
    public void charge1() {
      run(0);
    }

    @Actor
    public void charge2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * {@code cancel_work_sync()} in {@code css_free}: once it is back the function does not run, and
   * what it wrote is seen. Only who comes before the item is queued gets nothing for it, and an
   * attempt to queue while the item is being cancelled is refused.
   */
  @JCStressTest
  @Outcome(id = "0, 0; ran 1", expect = ACCEPTABLE, desc = "cancelled before it was queued")
  @Outcome(
      id = "0, 0; ran 0",
      expect = ACCEPTABLE,
      desc = "queued while it was being cancelled: refused")
  @Outcome(id = "1, 0; ran 0", expect = ACCEPTABLE, desc = "cancelled while it was pending")
  @Outcome(id = "0, 1; ran 1", expect = ACCEPTABLE, desc = "it had run, or was waited for")
  @Outcome(
      id = ".*",
      expect = FORBIDDEN,
      desc = "it ran after it was cancelled, or was not waited for")
  @State
  public static class Cancel extends Sample {
    public Cancel() {
      super(WorkTest::cancel);
    }

    @Actor
    public void charge() {
      run(0);
    }

    @Actor
    public void cssFree() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
