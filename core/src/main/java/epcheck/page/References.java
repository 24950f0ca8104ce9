package epcheck.page;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclMm;
import epcheck.sgx.SgxDriver;
import java.util.ArrayList;
import java.util.List;

/**
 * Who holds the references of an enclave: its open file and its encl_mms. What is more is in the
 * hands of a task, such as a reclaimer that has isolated a page, or the OOM killer that has chosen
 * it; or leaked.
 */
final class References {
  private final SgxDriver sgx;
  private final Places places;

  References(SgxDriver sgx, Places places) {
    this.sgx = sgx;
    this.places = places;
  }

  /** For example {@code 4: file, encl_mm#0, 2 of tasks}. */
  String of(Encl encl) {
    List<String> holders = new ArrayList<>();
    if (sgx.fileOf(encl).fCount.read() > 0) {
      holders.add("file");
    }
    for (EnclMm enclMm : sgx.allEnclMms) {
      if (sgx.kernel.isAlive(enclMm) && enclMm.encl.get() == encl) {
        holders.add(enclMm.toString());
      }
    }
    int count = encl.refcount.read();
    int more = count - holders.size();
    if (more > 0) {
      holders.add(more + " of tasks");
    }
    return count
        + (holders.isEmpty() ? "" : ": " + String.join(", ", holders))
        + (more < 0 ? " (" + -more + " too few)" : "");
  }

  /** For example {@code encl_mm#0 (P->mm)}. */
  String mmList(Encl encl) {
    List<String> all = new ArrayList<>();
    places.each(
        encl.mmList,
        EnclMm.class,
        enclMm ->
            all.add(
                enclMm + (sgx.kernel.isAlive(enclMm) ? " (" + enclMm.mm.get() + ")" : " (freed)")));
    return all.isEmpty() ? "empty" : String.join(", ", all);
  }
}
