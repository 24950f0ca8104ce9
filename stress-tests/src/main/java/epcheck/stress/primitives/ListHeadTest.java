package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Model;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import epcheck.stress.Canary;
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
 *   $ ./epcheck stress ListHeadTest
 */

/**
 * {@code struct list_head} under RCU, as {@code encl->mm_list}: changed under {@code
 * encl->mm_lock}, walked under SRCU only.
 *
 * <pre>{@code
 * ListHeadTest.Add
 *   4,692,450   76.53%  met 21
 *   1,439,281   23.47%  met 1
 * ListHeadTest.Delete
 *   6,844,746   85.17%  met 1
 *   1,191,625   14.83%  met 21
 * ListHeadTest.TwoAdds
 *   3,389,123   67.85%  12
 *   1,605,968   32.15%  21
 * ListHeadTest.NoLock
 *   1,396,991   37.09%  21
 *   1,318,260   35.00%  lost-mm
 *   1,051,040   27.91%  12
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 */
public final class ListHeadTest {
  private ListHeadTest() {}

  private static final class EnclMm extends Struct {
    final IntCell mm = layout.intCell("mm", 0);
    final ListHead<EnclMm> list = layout.listHead("list", EnclMm.class);

    EnclMm(Kernel kernel, String name) {
      super(kernel, name);
    }
  }

  private static void add(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    SpinLock mmLock = encl.spinLock("mm_lock");
    ListHead<EnclMm> mmList = encl.listHead("mm_list", EnclMm.class);
    EnclMm parent = new EnclMm(setup.kernel(), "parent");
    EnclMm child = new EnclMm(setup.kernel(), "child");
    parent.mm.set(1);
    mmList.addRcu(parent.list);
    setup.task(
        "fork",
        List.of(
            new EntryPoint(
                "add",
                () -> {
                  child.mm.set(2);
                  mmLock.lock();
                  mmList.addRcu(child.list);
                  mmLock.unlock();
                })));
    walk(setup, encl, mmList);
  }

  private static void delete(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    SpinLock mmLock = encl.spinLock("mm_lock");
    ListHead<EnclMm> mmList = encl.listHead("mm_list", EnclMm.class);
    EnclMm first = new EnclMm(setup.kernel(), "first");
    EnclMm second = new EnclMm(setup.kernel(), "second");
    first.mm.set(1);
    second.mm.set(2);
    mmList.addRcu(first.list);
    mmList.addRcu(second.list);
    setup.task(
        "exit",
        List.of(
            new EntryPoint(
                "delete",
                () -> {
                  mmLock.lock();
                  second.list.delRcu();
                  mmLock.unlock();
                })));
    walk(setup, encl, mmList);
  }

  private static void walk(Model.Setup setup, Layout encl, ListHead<EnclMm> mmList) {
    IntCell seen = encl.intCell("seen", 0);
    setup.task(
        "walker",
        List.of(
            new EntryPoint(
                "walk",
                () -> {
                  int met = 0;
                  for (ListHead<EnclMm> at = mmList.nextRcu(); at != mmList; at = at.nextRcu()) {
                    met = met * 10 + at.entry().mm.get();
                  }
                  seen.set(met);
                })));
    setup.outcome(() -> "met " + seen.get());
  }

  private static void twoAdds(Model.Setup setup, boolean locked) {
    Layout encl = setup.kernel().layout(null, "encl");
    SpinLock mmLock = encl.spinLock("mm_lock");
    ListHead<EnclMm> mmList = encl.listHead("mm_list", EnclMm.class);
    for (int i = 0; i < 2; i++) {
      EnclMm added = new EnclMm(setup.kernel(), "mm" + i);
      added.mm.set(i + 1);
      setup.task(
          "mmap",
          List.of(
              new EntryPoint(
                  "add",
                  () -> {
                    if (locked) {
                      mmLock.lock();
                    }
                    mmList.addRcu(added.list);
                    if (locked) {
                      mmLock.unlock();
                    }
                  })));
    }
    setup.atEnd(new BothListed(mmList));
    setup.outcome(() -> walk(mmList));
  }

  private record BothListed(ListHead<EnclMm> mmList) implements Rule {
    @Override
    public String name() {
      return "lost-mm";
    }

    @Override
    public String breach() {
      return walk(mmList).length() == 2 ? null : "one mm is not on mm_list";
    }
  }

  private static String walk(ListHead<EnclMm> mmList) {
    StringBuilder met = new StringBuilder();
    for (ListHead<EnclMm> at = mmList.next(); at != mmList; at = at.next()) {
      met.append(at.entry().mm.get());
    }
    return met.toString();
  }

  /**
   * {@code list_add_rcu()} puts the child of a {@code fork()} at the head of the list. A walker
   * finds the list as it was or with the new entry, whole, and never loses the old one. Digits are
   * the mms in the order in which they were met.
   */
  @JCStressTest
  @Outcome(id = "met 1", expect = ACCEPTABLE, desc = "the walker came first")
  @Outcome(
      id = "met 21",
      expect = ACCEPTABLE,
      desc = "the new node, its contents, and the old one behind it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a node without its contents, or a list cut off")
  @State
  public static class Add extends Sample {
    public Add() {
      super(ListHeadTest::add);
    }

    @Actor
    public void fork() {
      run(0);
    }

    @Actor
    public void walker() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * {@code list_del_rcu()} leaves the next pointer of the entry alone, so that a walker that stands
   * on it finds its way. (It is freed only after a grace period: {@code SrcuTest}.)
   */
  @JCStressTest
  @Outcome(
      id = "met 21",
      expect = ACCEPTABLE,
      desc = "on the list, or just left with the walker on it")
  @Outcome(id = "met 1", expect = ACCEPTABLE, desc = "off the list")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the walker lost its way")
  @State
  public static class Delete extends Sample {
    public Delete() {
      super(ListHeadTest::delete);
    }

    @Actor
    public void exit() {
      run(0);
    }

    @Actor
    public void walker() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** Two mms are added at once, under the lock. */
  @JCStressTest
  @Outcome(id = "12", expect = ACCEPTABLE, desc = "mm 2 came first")
  @Outcome(id = "21", expect = ACCEPTABLE, desc = "mm 1 came first")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "one was lost")
  @State
  public static class TwoAdds extends Sample {
    public TwoAdds() {
      super(setup -> twoAdds(setup, true));
    }

    @Actor
    public void mmap1() {
      run(0);
    }

    @Actor
    public void mmap2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * The same without the lock: both link themselves before the same first entry, and one of them is
   * not on the list any more.
   */
  @Canary("two list_add_rcu() at once, without encl->mm_lock")
  @JCStressTest
  @Outcome(id = "12", expect = ACCEPTABLE, desc = "mm 2 came first")
  @Outcome(id = "21", expect = ACCEPTABLE, desc = "mm 1 came first")
  @Outcome(id = "lost-mm", expect = ACCEPTABLE_INTERESTING, desc = "one is not on the list")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class NoLock extends Sample {
    public NoLock() {
      super(setup -> twoAdds(setup, false));
    }

    @Actor
    public void mmap1() {
      run(0);
    }

    @Actor
    public void mmap2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
