package epcheck.stress.ordering;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Bits;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.stress.Sample;
import epcheck.stress.Unexplored;
import java.util.List;
import java.util.function.Function;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress StoreBufferingTest
 */

/**
 * Store buffering: each side sets its flag, and then looks at that of the other. Can both miss it?
 *
 * <pre>{@code
 * StoreBufferingTest.Plain
 *   920,144   55.19%  0, 1
 *   588,727   35.31%  1, 0
 *   142,637    8.56%  0, 0
 *    15,583    0.93%  1, 1
 * StoreBufferingTest.Once
 *   1,106,855   53.56%  0, 1
 *     944,189   45.69%  1, 0
 *      15,205    0.74%  0, 0
 *         202    0.01%  1, 1
 * StoreBufferingTest.SetBit
 *   1,140,910   53.88%  0, 1
 *     529,308   25.00%  1, 0
 *     447,433   21.13%  1, 1
 *           0    0.00%  0, 0
 * StoreBufferingTest.TestAndSetBit
 *   1,058,263   46.38%  0, 1
 *     883,129   38.71%  1, 0
 *     340,099   14.91%  1, 1
 * StoreBufferingTest.Locked
 *   784,548   62.90%  0, 1
 *   436,991   35.04%  1, 0
 *    25,712    2.06%  1, 1
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>It is the shape of every "mark it, then look whether somebody is in it": the killer of v5
 * ({@code sgx_oom_encl()}) sets SGX_ENCL_NO_MEMORY and then walks {@code mm_list}; who adds an mm
 * would have to list it and then look at the flag. As posted, {@code sgx_encl_mm_add()} and {@code
 * sgx_vma_fault()} look at the flag first and act later, which fails under sequential consistency
 * already; turning the two around is not enough, as these tests show.
 *
 * <p>The reclaimer has no such problem. It sets SGX_ENCL_PAGE_BEING_RECLAIMED under {@code
 * encl->lock}, and a fault tests it under the same lock, so that one of them comes later and sees
 * it.
 *
 * <p>x86 lets a load overtake an earlier store, and nothing else. So {@code 0, 0} is seen here with
 * plain accesses and with READ_ONCE() and WRITE_ONCE(), which bind the compiler only. (With plain
 * ones the compiler may swap the two as well; the table does not tell who it was.)
 */
public final class StoreBufferingTest {
  private StoreBufferingTest() {}

  /** Sets the first of two flags, and then says whether the second was set. */
  private interface Side {
    int run(int mine, int other);
  }

  private static void build(Model.Setup setup, Function<Model.Setup, Side> make) {
    Layout globals = setup.kernel().layout(null, "");
    IntCell[] saw = {globals.intCell("saw[0]", 0), globals.intCell("saw[1]", 0)};
    Side side = make.apply(setup);
    setup.task("killer", List.of(new EntryPoint("kill", () -> saw[0].set(side.run(0, 1)))));
    setup.task("adder", List.of(new EntryPoint("add", () -> saw[1].set(side.run(1, 0)))));
    setup.outcome(() -> saw[0].get() + ", " + saw[1].get());
  }

  private static Side plain(Model.Setup setup) {
    IntCell[] flags = flags(setup);
    return (mine, other) -> {
      flags[mine].set(1);
      return flags[other].get();
    };
  }

  private static Side once(Model.Setup setup) {
    IntCell[] flags = flags(setup);
    return (mine, other) -> {
      flags[mine].writeOnce(1);
      return flags[other].readOnce();
    };
  }

  private static Side setBit(Model.Setup setup) {
    Bits[] flags = bits(setup);
    return (mine, other) -> {
      flags[mine].setBit(0);
      return flags[other].testBit(0) ? 1 : 0;
    };
  }

  private static Side testAndSetBit(Model.Setup setup) {
    Bits[] flags = bits(setup);
    return (mine, other) -> {
      flags[mine].testAndSetBit(0);
      return flags[other].testBit(0) ? 1 : 0;
    };
  }

  private static Side locked(Model.Setup setup) {
    IntCell[] flags = flags(setup);
    Mutex lock = setup.kernel().layout(null, "encl").mutex("lock");
    return (mine, other) -> {
      lock.lock();
      flags[mine].set(1);
      lock.unlock();
      lock.lock();
      int saw = flags[other].get();
      lock.unlock();
      return saw;
    };
  }

  private static IntCell[] flags(Model.Setup setup) {
    return new IntCell[] {
      setup.kernel().layout(null, "encl").intCell("no_memory", 0),
      setup.kernel().layout(null, "encl").intCell("listed", 0)
    };
  }

  private static Bits[] bits(Model.Setup setup) {
    return new Bits[] {
      setup.kernel().layout(null, "encl").bits("flags", "SGX_ENCL_NO_MEMORY"),
      setup.kernel().layout(null, "mm").bits("flags", "LISTED")
    };
  }

  /** Plain accesses. */
  @Unexplored(
      outcomes = {"0, 0"},
      because =
          "a CPU reads before its own earlier store has left the store buffer; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the adder was first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the killer was first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "they met, and both saw it")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "neither saw the other")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class Plain extends Sample {
    public Plain() {
      super(setup -> build(setup, StoreBufferingTest::plain));
    }

    @Actor
    public void killer() {
      run(0);
    }

    @Actor
    public void adder() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** WRITE_ONCE(), READ_ONCE(). */
  @Unexplored(
      outcomes = {"0, 0"},
      because =
          "READ_ONCE() and WRITE_ONCE() order nothing but accesses of the same variable; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the adder was first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the killer was first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "they met, and both saw it")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "neither saw the other")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class Once extends Sample {
    public Once() {
      super(setup -> build(setup, StoreBufferingTest::once));
    }

    @Actor
    public void killer() {
      run(0);
    }

    @Actor
    public void adder() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * {@code set_bit()}, then {@code test_bit()} of another word. By Documentation/atomic_bitops.txt
   * {@code set_bit()} is unordered, and {@code smp_mb__after_atomic()} has to follow. Without it
   * {@code 0, 0} is allowed, but not seen on x86, where {@code set_bit()} is a locked instruction,
   * which is a full barrier; so is the compare-and-swap here. arm64 may show it.
   */
  @Unexplored(
      outcomes = {"0, 0"},
      because = "set_bit() orders nothing by its contract; the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the adder was first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the killer was first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "they met, and both saw it")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "neither saw the other")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class SetBit extends Sample {
    public SetBit() {
      super(setup -> build(setup, StoreBufferingTest::setBit));
    }

    @Actor
    public void killer() {
      run(0);
    }

    @Actor
    public void adder() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** {@code test_and_set_bit()} is a full barrier: one of the two sees the other. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the adder was first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the killer was first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "they met, and both saw it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "neither saw the other")
  @State
  public static class TestAndSetBit extends Sample {
    public TestAndSetBit() {
      super(setup -> build(setup, StoreBufferingTest::testAndSetBit));
    }

    @Actor
    public void killer() {
      run(0);
    }

    @Actor
    public void adder() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Set and looked at under {@code encl->lock}, in two sections. Whoever has its first section last
   * looks after the other has set its flag. This is the cure for v5: the fault tests NO_MEMORY
   * under {@code encl->lock}, and the killer takes and releases it once between setting the flag
   * and zapping.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the adder was first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the killer was first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "they met, and both saw it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "neither saw the other")
  @State
  public static class Locked extends Sample {
    public Locked() {
      super(setup -> build(setup, StoreBufferingTest::locked));
    }

    @Actor
    public void killer() {
      run(0);
    }

    @Actor
    public void adder() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
