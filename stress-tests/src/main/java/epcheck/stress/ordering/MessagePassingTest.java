package epcheck.stress.ordering;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Cell;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import epcheck.stress.Sample;
import epcheck.stress.Unexplored;
import java.util.List;
import java.util.function.IntSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress MessagePassingTest
 */

/**
 * Message passing: {@code sgx_epc_page->owner} is written, and then the page is made known. Does
 * who gets to know it see the owner?
 *
 * <pre>{@code
 * MessagePassingTest.Plain
 *   590,935   48.17%  1, 1
 *   535,470   43.65%  0, 0
 *   100,366    8.18%  0, 1
 *         0    0.00%  1, 0
 * MessagePassingTest.ReadBefore
 *   886,283   49.80%  1, 1
 *   792,200   44.51%  0, 0
 *    50,816    2.86%  0, 1
 *    50,432    2.83%  1, 0
 * MessagePassingTest.Locked
 *   759,998   67.59%  1, 1
 *   243,742   21.68%  0, 0
 *   120,631   10.73%  0, 1
 * MessagePassingTest.Published
 *   1,193,923   51.18%  1, 1
 *   1,073,358   46.01%  0, 0
 *      65,410    2.80%  0, 1
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>The driver does it in two ways. {@code sgx_mark_page_reclaimable()} lists the page under the
 * lock of the LRU, and {@code sgx_reclaim_pages()} takes it off under the same lock: {@code
 * Locked}. An {@code encl_page} is published by {@code xa_insert()} and found by {@code xa_load()}:
 * {@code Published}. In v5 {@code sgx_epc_oom()} did it in a third way: it read the flags of its
 * victim and then the owner after {@code lru->lock} was dropped: {@code Plain}.
 *
 * <p>{@code 1, 0} is the flag without the owner. x86 keeps stores in order, and loads; but the
 * compiler may do what it likes with plain ones.
 */
public final class MessagePassingTest {
  private MessagePassingTest() {}

  private static void plain(Model.Setup setup) {
    Page page = new Page(setup.kernel());
    record(setup, page, () -> page.flags.set(1));
    read(setup, page, false, page.flags::get);
  }

  private static void readBefore(Model.Setup setup) {
    Page page = new Page(setup.kernel());
    record(setup, page, () -> page.flags.set(1));
    read(setup, page, true, page.flags::get);
  }

  private static void locked(Model.Setup setup) {
    Page page = new Page(setup.kernel());
    SpinLock lock = setup.kernel().layout(null, "lru").spinLock("lock");
    record(
        setup,
        page,
        () -> {
          lock.lock();
          page.flags.set(1);
          lock.unlock();
        });
    read(
        setup,
        page,
        true,
        () -> {
          lock.lock();
          int flags = page.flags.get();
          lock.unlock();
          return flags;
        });
  }

  private static void published(Model.Setup setup) {
    Page page = new Page(setup.kernel());
    Cell<Page> entry = setup.kernel().layout(null, "encl").cell("entry", Page.class);
    record(setup, page, () -> entry.writeOnce(page));
    read(setup, page, true, () -> entry.readOnce() == null ? 0 : 1);
  }

  private static void record(Model.Setup setup, Page page, Runnable publish) {
    setup.task(
        "record",
        List.of(
            new EntryPoint(
                "record",
                () -> {
                  page.owner.set(1);
                  publish.run();
                })));
  }

  /**
   * @param before whether the reader looks at the owner before, too
   */
  private static void read(Model.Setup setup, Page page, boolean before, IntSupplier published) {
    IntCell pageOwner = page.owner;
    Layout results = setup.kernel().layout(null, "saw");
    IntCell early = results.intCell("early", 0);
    IntCell flag = results.intCell("flag", 0);
    IntCell owner = results.intCell("owner", 0);
    setup.task(
        "reader",
        List.of(
            new EntryPoint(
                "read",
                () -> {
                  int sawEarly = before ? pageOwner.get() : 0;
                  int sawFlag = published.getAsInt();
                  int sawOwner = pageOwner.get();
                  early.set(sawEarly);
                  flag.set(sawFlag);
                  owner.set(sawOwner);
                })));
    setup.outcome(() -> flag.get() + ", " + owner.get());
  }

  private static final class Page extends Struct {
    final IntCell owner = layout.intCell("owner", 0);
    final IntCell flags = layout.intCell("flags", 0);

    Page(Kernel kernel) {
      super(kernel, "page");
    }
  }

  /**
   * Plain accesses, no lock. {@code 1, 0} is allowed, but was not seen: HotSpot had no reason to
   * swap these.
   */
  @Unexplored(
      outcomes = {"1, 0"},
      because =
          "plain accesses are ordered neither by the compiler nor by a weak CPU; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in the middle")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the flag, and what it stands for")
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the flag without what it stands for")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class Plain extends Sample {
    public Plain() {
      super(MessagePassingTest::plain);
    }

    @Actor
    public void record() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * The reader has looked at the owner before. Then the compiler need not read it again after the
   * flag, and keeps what it has.
   */
  @Unexplored(
      outcomes = {"1, 0"},
      because =
          "the compiler may keep the owner that it has read before; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in the middle")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the flag, and what it stands for")
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the flag without what it stands for")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class ReadBefore extends Sample {
    public ReadBefore() {
      super(MessagePassingTest::readBefore);
    }

    @Actor
    public void record() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * The same with the flag under a lock: {@code spin_lock()} is an ACQUIRE, after which nothing
   * that was read before may be used again.
   */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in the middle")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the flag, and what it stands for")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the flag without what it stands for")
  @State
  public static class Locked extends Sample {
    public Locked() {
      super(MessagePassingTest::locked);
    }

    @Actor
    public void record() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * {@code rcu_assign_pointer()} and {@code rcu_dereference()}. In the kernel the address
   * dependency orders the reads of what the pointer leads to; Java has none, so here {@code
   * rcu_dereference()} is an ACQUIRE.
   */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in the middle")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the flag, and what it stands for")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the flag without what it stands for")
  @State
  public static class Published extends Sample {
    public Published() {
      super(MessagePassingTest::published);
    }

    @Actor
    public void record() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
