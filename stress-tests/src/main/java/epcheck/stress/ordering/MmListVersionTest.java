package epcheck.stress.ordering;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Model;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.stress.Sample;
import epcheck.stress.Smoke;
import epcheck.stress.Unexplored;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress MmListVersionTest
 */

/**
 * {@code encl->mm_list_version}: a walker of {@code mm_list} that reads the version of a list must
 * meet all that was added up to it.
 *
 * <pre>{@code
 * MmListVersionTest.Barriers
 *   3,381,696   74.99%  version 1, met 1
 *   1,109,568   24.61%  version 0, met 0
 *      17,975    0.40%  version 0, met 1
 * MmListVersionTest.NoWmb
 *   1,063,510   47.25%  version 1, met 1
 *     814,269   36.18%  version 0, met 0
 *     372,992   16.57%  version 0, met 1
 *           0    0.00%  missed-mm
 * MmListVersionTest.NoRmb
 *   4,364,156   81.52%  version 1, met 1
 *     521,734    9.75%  version 0, met 0
 *     467,601    8.73%  version 0, met 1
 * MmListVersionTest.PlainWalk
 *   1,177,592   66.94%  version 0, met 0
 *     577,158   32.81%  version 1, met 1
 *       4,444    0.25%  missed-mm
 *          57   <0.01%  version 0, met 1
 * MmListVersionTest.CountFirst
 *   2,723,277   56.37%  version 1, met 1
 *   1,363,023   28.21%  version 0, met 0
 *     630,148   13.04%  version 0, met 1
 *     114,803    2.38%  missed-mm
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>{@code sgx_encl_mm_add()} (encl.c) does {@code list_add_rcu()}, {@code smp_wmb()}, {@code
 * mm_list_version++}, under {@code mm_lock}. {@code sgx_zap_enclave_ptes()} reads the version,
 * {@code smp_rmb()}, walks, and walks again if the version is another one then. If it could read
 * the new version and yet miss the mm, no second walk would come, and the PTEs that {@code fork()}
 * has copied to the child would stay while the page is written out and given to another enclave.
 * That is {@code missed-mm}.
 *
 * <p>The driver has more order than it needs. {@code srcu_read_lock()}, between {@code smp_rmb()}
 * and the walk, is a full barrier itself, so nothing changes without {@code smp_rmb()} ({@code
 * NoRmb}).
 */
public final class MmListVersionTest {
  private MmListVersionTest() {}

  private static final class EnclMm extends Struct {
    final ListHead<EnclMm> list = layout.listHead("list", EnclMm.class);

    EnclMm(Kernel kernel) {
      super(kernel, "encl_mm");
    }
  }

  /** One {@code struct sgx_encl}, and what the two sides do with its mm_list. */
  private static final class Encl {
    final Kernel kernel;
    final Layout encl;
    final SpinLock mmLock;
    final ListHead<EnclMm> mmList;
    final IntCell version;
    final Srcu srcu;
    final EnclMm child;
    final IntCell before;

    Encl(Kernel kernel) {
      this.kernel = kernel;
      encl = kernel.layout(null, "encl");
      mmLock = encl.spinLock("mm_lock");
      mmList = encl.listHead("mm_list", EnclMm.class);
      version = encl.intCell("mm_list_version", 0);
      srcu = encl.srcu("srcu");
      child = new EnclMm(kernel);
      before = encl.intCell("before", 0);
    }

    void add() {
      mmLock.lock();
      mmList.addRcu(child.list);
      kernel.smpWmb();
      version.add(1);
      mmLock.unlock();
    }

    void addWithoutBarrier() {
      mmLock.lock();
      mmList.addRcu(child.list);
      version.add(1);
      mmLock.unlock();
    }

    void countFirst() {
      mmLock.lock();
      version.add(1);
      kernel.smpWmb();
      mmList.addRcu(child.list);
      mmLock.unlock();
    }

    int readVersion() {
      int seen = version.get();
      kernel.smpRmb();
      return seen;
    }

    int walk() {
      srcu.readLock();
      int met = 0;
      for (ListHead<EnclMm> at = mmList.nextRcu(); at != mmList; at = at.nextRcu()) {
        met++;
      }
      srcu.readUnlock();
      return met;
    }

    int walkPlainly() {
      int met = 0;
      for (ListHead<EnclMm> at = mmList.next(); at != mmList; at = at.next()) {
        met++;
      }
      return met;
    }

    /** A first walk has been over this list already. */
    int readVersionAfterWalk() {
      before.set(walkPlainly());
      return version.get();
    }
  }

  private static void build(
      Model.Setup setup,
      Consumer<Encl> add,
      ToIntFunction<Encl> version,
      ToIntFunction<Encl> walk) {
    Encl encl = new Encl(setup.kernel());
    IntCell seen = encl.encl.intCell("seen", 0);
    IntCell met = encl.encl.intCell("met", 0);
    setup.task("fork", List.of(new EntryPoint("sgx_encl_mm_add", () -> add.accept(encl))));
    setup.task(
        "ksgxd",
        List.of(
            new EntryPoint(
                "sgx_zap_enclave_ptes",
                () -> {
                  seen.set(version.applyAsInt(encl));
                  met.set(walk.applyAsInt(encl));
                })));
    setup.atEnd(
        new AtEnd(
            "missed-mm",
            "the walk missed an mm, and the version is as it was",
            () -> seen.get() <= met.get()));
    setup.outcome(() -> "version " + seen.get() + ", met " + met.get());
  }

  /** As in the driver. */
  @JCStressTest
  @Smoke
  @Outcome(
      id = "version 0, met 0",
      expect = ACCEPTABLE,
      desc = "too early; the version will have changed after the walk")
  @Outcome(id = "version 0, met 1", expect = ACCEPTABLE, desc = "in the middle: one walk too many")
  @Outcome(id = "version 1, met 1", expect = ACCEPTABLE, desc = "the mm was there")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the mm is missed, and no second walk comes")
  @State
  public static class Barriers extends Sample {
    public Barriers() {
      super(setup -> build(setup, Encl::add, Encl::readVersion, Encl::walk));
    }

    @Actor
    public void fork() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Without {@code smp_wmb()}. The {@code rcu_assign_pointer()} of {@code list_add_rcu()} is a
   * RELEASE: it comes after what is before it, but the version may be stored before it. arm64 may
   * do that. x86 does not reorder stores, and HotSpot did not either, so it was not seen.
   */
  @Unexplored(
      outcomes = {"missed-mm"},
      because =
          "rcu_assign_pointer() is a RELEASE, which orders no store that comes after it; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(
      id = "version 0, met 0",
      expect = ACCEPTABLE,
      desc = "too early; the version will have changed after the walk")
  @Outcome(id = "version 0, met 1", expect = ACCEPTABLE, desc = "in the middle: one walk too many")
  @Outcome(id = "version 1, met 1", expect = ACCEPTABLE, desc = "the mm was there")
  @Outcome(
      id = "missed-mm",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the mm is missed, and no second walk comes")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class NoWmb extends Sample {
    public NoWmb() {
      super(setup -> build(setup, Encl::addWithoutBarrier, Encl::readVersion, Encl::walk));
    }

    @Actor
    public void fork() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** Without {@code smp_rmb()}, but still with {@code srcu_read_lock()}. */
  @JCStressTest
  @Outcome(
      id = "version 0, met 0",
      expect = ACCEPTABLE,
      desc = "too early; the version will have changed after the walk")
  @Outcome(id = "version 0, met 1", expect = ACCEPTABLE, desc = "in the middle: one walk too many")
  @Outcome(id = "version 1, met 1", expect = ACCEPTABLE, desc = "the mm was there")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the mm is missed, and no second walk comes")
  @State
  public static class NoRmb extends Sample {
    public NoRmb() {
      super(setup -> build(setup, Encl::add, encl -> encl.version.get(), Encl::walk));
    }

    @Actor
    public void fork() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * With neither, and with {@code list_for_each_entry()} instead of its RCU form, in a walker that
   * has been over the list before, as in a second round of the loop. No CPU is needed to break
   * that: the compiler reuses what it read of the list in the first round.
   */
  @Unexplored(
      outcomes = {"missed-mm"},
      because =
          "the compiler may keep what it read of the list before the version; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(
      id = "version 0, met 0",
      expect = ACCEPTABLE,
      desc = "too early; the version will have changed after the walk")
  @Outcome(id = "version 0, met 1", expect = ACCEPTABLE, desc = "in the middle: one walk too many")
  @Outcome(id = "version 1, met 1", expect = ACCEPTABLE, desc = "the mm was there")
  @Outcome(
      id = "missed-mm",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the mm is missed, and no second walk comes")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class PlainWalk extends Sample {
    public PlainWalk() {
      super(setup -> build(setup, Encl::add, Encl::readVersionAfterWalk, Encl::walkPlainly));
    }

    @Actor
    public void fork() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * All barriers, but the wrong way round: the version counts before the mm is listed. The explorer
   * finds that one too; it is the seeded fault {@code version-before-add}.
   */
  @JCStressTest
  @Outcome(
      id = "version 0, met 0",
      expect = ACCEPTABLE,
      desc = "too early; the version will have changed after the walk")
  @Outcome(id = "version 0, met 1", expect = ACCEPTABLE, desc = "in the middle: one walk too many")
  @Outcome(id = "version 1, met 1", expect = ACCEPTABLE, desc = "the mm was there")
  @Outcome(
      id = "missed-mm",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the mm is missed, and no second walk comes")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class CountFirst extends Sample {
    public CountFirst() {
      super(setup -> build(setup, Encl::countFirst, Encl::readVersion, Encl::walk));
    }

    @Actor
    public void fork() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
