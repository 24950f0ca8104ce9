package epcheck.page;

import epcheck.kernel.KernelBug;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.NumaNode;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.VaPage;
import epcheck.sgx.Vepc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where each EPC page is: which list it is on, whatever it says itself, and what points to it as
 * its own. Both may be nothing or more than one thing in the middle of an operation, or for good if
 * something is wrong.
 */
final class Places {
  private final SgxDriver sgx;
  private final List<String> tasks;
  private final List<List<String>> lists = new ArrayList<>();
  private final List<List<String>> contents = new ArrayList<>();

  Places(SgxDriver sgx, List<String> tasks) {
    this.sgx = sgx;
    this.tasks = tasks;
  }

  /** Looks at all lists and enclaves as they are now. */
  void look() {
    lists.clear();
    contents.clear();
    for (int i = 0; i < sgx.epc.size(); i++) {
      lists.add(new ArrayList<>());
      contents.add(new ArrayList<>());
    }
    for (NumaNode node : sgx.nodes) {
      String of = sgx.nodes.size() == 1 ? "" : " of " + node;
      walk(node.freePageList, "free" + of);
      walk(node.sgxPoisonPageList, "poisoned" + of);
    }
    walk(sgx.activePageList, "reclaimable");
    if (sgx.cgroups != null) {
      for (EpcCgroup cgroup : sgx.cgroups._all()) {
        walk(cgroup.lru.reclaimable, "reclaimable of " + cgroup);
        walk(cgroup.lru.unreclaimable, "unreclaimable of " + cgroup);
      }
    }
    walk(sgx.virtualEpc.zombieSecsPages, "zombie_secs_pages");
    for (int task = 0; task < tasks.size(); task++) {
      walkStack(sgx.batch.of(task).iso, "isolated by " + tasks.get(task));
    }
    sgx.enclaves().stream().filter(sgx.kernel::isAlive).forEach(this::lookInto);
    sgx.virtualEpc._all().stream().filter(sgx.kernel::isAlive).forEach(this::lookInto);
  }

  private void walk(ListHead<EpcPage> head, String name) {
    each(head, EpcPage.class, page -> lists.get(page.index).add(name));
  }

  /**
   * On the stack of a task a list head outlives its list: a page that is elsewhere is not there.
   */
  private void walkStack(ListHead<EpcPage> head, String name) {
    each(
        head,
        EpcPage.class,
        page -> {
          if (lists.get(page.index).isEmpty()) {
            lists.get(page.index).add(name);
          }
        });
  }

  /**
   * Goes round a list, as far as it is one: in the middle of a move its links may lead into another
   * list.
   */
  <T extends Struct> void each(ListHead<T> head, Class<T> type, Consumer<T> what) {
    int left = sgx.epc.size() + sgx.allEnclMms.size();
    try {
      ListHead<T> at = head.next();
      while (at != head && left-- > 0 && type.isInstance(at.entry())) {
        what.accept(at.entry());
        at = at.next();
      }
    } catch (KernelBug poison) {
      // It ends in LIST_POISON.
    }
  }

  private void lookInto(Encl encl) {
    for (int i = 0; i < encl.pageArray.size(); i++) {
      EnclPage page = encl.pageArray.load(i);
      note(page == null ? null : page.epcPage.get(), encl + "/" + i);
    }
    note(encl.secs.epcPage.get(), encl + "->secs");
    each(encl.vaPages, VaPage.class, va -> note(va.epcPage.get(), "VA page of " + encl));
  }

  private void lookInto(Vepc vepc) {
    for (int i = 0; i < vepc.pageArray.size(); i++) {
      note(vepc.pageArray.load(i), vepc + "/" + i);
    }
  }

  private void note(EpcPage page, String whose) {
    if (page != null) {
      contents.get(page.index).add(whose);
    }
  }

  /** What points to the page: {@code A/0}, {@code A->secs}. */
  String contents(EpcPage page) {
    List<String> whose = contents.get(page.index);
    return whose.isEmpty() ? "-" : String.join(", ", whose);
  }

  /** For example {@code reclaimable of cg}, {@code isolated by ksgxd}. */
  String list(EpcPage page) {
    List<String> on = lists.get(page.index);
    if (!on.isEmpty()) {
      return String.join(", ", on);
    }
    return sgx.lru._isIsolated(page) ? "isolated" : "-";
  }

  /** For example {@code SECS: page#0, 0: swapped out}. */
  String pages(Encl encl) {
    List<String> all = new ArrayList<>();
    EpcPage secs = encl.secs.epcPage.get();
    all.add("SECS: " + (secs != null ? secs.toString() : created(encl) ? "swapped out" : "none"));
    for (int i = 0; i < encl.pageArray.size(); i++) {
      EnclPage page = encl.pageArray.load(i);
      all.add(i + ": " + (page == null ? "absent" : where(page)));
    }
    return String.join(", ", all);
  }

  private static boolean created(Encl encl) {
    return encl.flags.testBit(Encl.CREATED);
  }

  private static String where(EnclPage page) {
    EpcPage epcPage = page.epcPage.get();
    if (epcPage == null) {
      return "swapped out";
    }
    boolean going = (page.desc.get() & EnclPage.BEING_RECLAIMED) != 0;
    return epcPage + (going ? " being reclaimed" : "");
  }
}
