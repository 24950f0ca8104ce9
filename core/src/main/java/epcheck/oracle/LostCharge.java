package epcheck.oracle;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * I2 of the driver: at rest a cgroup's usage is the number of pages that are charged to it or below
 * it.
 */
final class LostCharge extends Oracle {
  private final SgxDriver sgx;

  LostCharge(SgxDriver sgx) {
    super("lost-charge", "at rest a cgroup's usage is the number of pages charged to its subtree");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    if (sgx.cgroups == null) {
      return null;
    }
    for (EpcCgroup cgroup : sgx.cgroups.all()) {
      int charged = 0;
      for (EpcPage page : sgx.epc) {
        for (EpcCgroup at = page.epcCg.get(); at != null; at = at.parent) {
          charged += at == cgroup ? 1 : 0;
        }
      }
      int usage = cgroup.usage.read();
      if (usage != charged) {
        return cgroup
            + "->usage is "
            + usage
            + " at rest, but "
            + charged
            + " pages are charged to it";
      }
    }
    return null;
  }
}
