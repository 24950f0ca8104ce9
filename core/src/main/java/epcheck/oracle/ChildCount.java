package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;

/**
 * I8 of the driver: what an enclave says of its resident pages is so whenever it can be looked at.
 */
final class ChildCount extends Oracle {
  private Encl encl;

  ChildCount() {
    super(
        "child-count",
        "at an unlock of encl->lock, secs_child_cnt is the number of resident pages, which have their SECS");
  }

  ChildCount of(Encl unlocked) {
    encl = unlocked;
    return this;
  }

  @Override
  public String breach() {
    int resident = 0;
    for (int i = 0; i < encl.pageArray.size(); i++) {
      EnclPage entry = encl.pageArray.load(i);
      if (entry != null && entry.epcPage.get() != null) {
        resident++;
      }
    }
    int count = encl.secsChildCnt.get();
    if (count != resident) {
      return encl + "->secs_child_cnt is " + count + ", but " + resident + " pages are resident";
    }
    return resident > 0 && encl.secs.epcPage.get() == null
        ? "enclave " + encl + " has resident pages (" + resident + "), but no SECS"
        : null;
  }
}
