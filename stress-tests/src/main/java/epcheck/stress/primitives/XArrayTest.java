package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;
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
 *   $ ./epcheck stress XArrayTest
 */

/**
 * {@code struct xarray}, as {@code encl->page_array}: entries are inserted and erased under {@code
 * xa_lock} and found without it.
 *
 * <pre>{@code
 * XArrayTest.Insert
 *   5,332,915   80.39%  no entry
 *   1,300,576   19.61%  desc 1
 * XArrayTest.TwoInserts
 *   3,488,892   64.07%  1, 0
 *   1,956,759   35.93%  0, 1
 * XArrayTest.Erase
 *   2,038,187   74.88%  desc 1
 *     683,624   25.12%  no entry
 * XArrayTest.EraseAndFree
 *   4,155,330   69.87%  desc 1
 *   1,278,534   21.50%  no entry
 *     513,547    8.63%  use-after-free
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>{@code xa_load()} is an {@code rcu_dereference()} and {@code xa_insert()} an {@code
 * rcu_assign_pointer()}: who finds an entry finds all that was written into it before. RCU keeps
 * the nodes of the xarray, but not what the entries point to.
 */
public final class XArrayTest {
  private XArrayTest() {}

  private static final class EnclPage extends Struct {
    final IntCell desc = layout.intCell("desc", 0);

    EnclPage(Kernel kernel, String name) {
      super(kernel, name);
    }
  }

  private static void insert(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    XArray<EnclPage> pages = encl.xarray("page_array", 1, EnclPage.class);
    EnclPage page = new EnclPage(setup.kernel(), "page");
    setup.task(
        "add",
        List.of(
            new EntryPoint(
                "insert",
                () -> {
                  page.desc.set(1);
                  pages.insert(0, page);
                })));
    load(setup, encl, pages);
  }

  private static void twoInserts(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    XArray<EnclPage> pages = encl.xarray("page_array", 1, EnclPage.class);
    IntCell[] inserted = {encl.intCell("inserted[0]", 0), encl.intCell("inserted[1]", 0)};
    for (int i = 0; i < 2; i++) {
      EnclPage page = new EnclPage(setup.kernel(), "page" + i);
      IntCell mine = inserted[i];
      setup.task(
          "eaug", List.of(new EntryPoint("insert", () -> mine.set(pages.insert(0, page) ? 1 : 0))));
    }
    setup.outcome(() -> inserted[0].get() + ", " + inserted[1].get());
  }

  private static void erase(Model.Setup setup, boolean free) {
    Layout encl = setup.kernel().layout(null, "encl");
    XArray<EnclPage> pages = encl.xarray("page_array", 1, EnclPage.class);
    EnclPage page = new EnclPage(setup.kernel(), "page");
    page.desc.set(1);
    pages.insert(0, page);
    setup.task(
        "remove",
        List.of(
            new EntryPoint(
                "erase",
                () -> {
                  pages.erase(0);
                  if (free) {
                    setup.kernel().kfree(page);
                  }
                })));
    load(setup, encl, pages);
  }

  private static void load(Model.Setup setup, Layout encl, XArray<EnclPage> pages) {
    IntCell seen = encl.intCell("seen", -1);
    setup.task(
        "fault",
        List.of(
            new EntryPoint(
                "load",
                () -> {
                  EnclPage found = pages.load(0);
                  if (found != null) {
                    seen.set(found.desc.get());
                  }
                })));
    setup.outcome(() -> seen.get() == -1 ? "no entry" : "desc " + seen.get());
  }

  /** {@code sgx_encl_add_page()} against a fault that looks for the page. */
  @JCStressTest
  @Outcome(id = "no entry", expect = ACCEPTABLE, desc = "the fault came first")
  @Outcome(
      id = "desc 1",
      expect = ACCEPTABLE,
      desc = "the entry, and what was written into it before")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "an entry without its contents")
  @State
  public static class Insert extends Sample {
    public Insert() {
      super(XArrayTest::insert);
    }

    @Actor
    public void add() {
      run(0);
    }

    @Actor
    public void fault() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Two threads fault on the same missing page; both come to {@code xa_insert()} in {@code
   * sgx_encl_eaug_page()}. (There the loser ends in SIGBUS, although the page is present.)
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the second gets -EBUSY")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the first gets -EBUSY")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "both inserted, or neither")
  @State
  public static class TwoInserts extends Sample {
    public TwoInserts() {
      super(XArrayTest::twoInserts);
    }

    @Actor
    public void eaug1() {
      run(0);
    }

    @Actor
    public void eaug2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** An entry that is erased is found, or is not. */
  @JCStressTest
  @Outcome(id = "desc 1", expect = ACCEPTABLE, desc = "found before it was erased")
  @Outcome(id = "no entry", expect = ACCEPTABLE, desc = "erased")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "anything else")
  @State
  public static class Erase extends Sample {
    public Erase() {
      super(setup -> erase(setup, false));
    }

    @Actor
    public void remove() {
      run(0);
    }

    @Actor
    public void fault() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * {@code sgx_encl_eaug_page()} undoes itself by {@code xa_erase()} and {@code kfree(encl_page)},
   * with no grace period between. That is safe only since {@code sgx_vma_fault()} does no more with
   * the entry of its first {@code xa_load()}, without {@code encl->lock}, than compare it with
   * NULL. This fault reads the page.
   */
  @JCStressTest
  @Outcome(id = "desc 1", expect = ACCEPTABLE, desc = "found and read before it was freed")
  @Outcome(id = "no entry", expect = ACCEPTABLE, desc = "erased")
  @Outcome(id = "use-after-free", expect = ACCEPTABLE_INTERESTING, desc = "read after kfree()")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class EraseAndFree extends Sample {
    public EraseAndFree() {
      super(setup -> erase(setup, true));
    }

    @Actor
    public void remove() {
      run(0);
    }

    @Actor
    public void fault() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
