package epcheck.oracle;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * I2 of the driver: at rest a cgroup's usage is the number of pages that are charged to it or below
 * it. If it can be removed, its css references are those of the pages charged to it, of its
 * children, and of its existence; without any it is gone.
 */
final class LostCharge extends Oracle {
  private final SgxDriver sgx;

  LostCharge(SgxDriver sgx) {
    super(
        "lost-charge",
        "at rest a cgroup's usage is the number of pages charged to its subtree, and its css"
            + " references are theirs");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    if (sgx.cgroups == null) {
      return null;
    }
    for (EpcPage page : sgx.epc) {
      EpcCgroup cgroup = page.epcCg.get();
      if (cgroup != null && !sgx.kernel.isAlive(cgroup)) {
        return page + " is charged to " + cgroup + ", which is gone";
      }
    }
    for (EpcCgroup cgroup : sgx.cgroups._all()) {
      String breach = sgx.kernel.isAlive(cgroup) ? usage(cgroup) : null;
      if (breach == null && cgroup.css != null) {
        breach = references(cgroup);
      }
      if (breach != null) {
        return breach;
      }
    }
    return null;
  }

  private String usage(EpcCgroup cgroup) {
    int charged = 0;
    for (EpcPage page : sgx.epc) {
      for (EpcCgroup at = page.epcCg.get(); at != null; at = at.parent) {
        charged += at == cgroup ? 1 : 0;
      }
    }
    int usage = cgroup.usage.read();
    return usage == charged
        ? null
        : cgroup + "->usage is " + usage + " at rest, but " + charged + " pages are charged to it";
  }

  private String references(EpcCgroup cgroup) {
    int held = cgroup.css.isRemoved() ? 0 : 1;
    for (EpcPage page : sgx.epc) {
      held += page.epcCg.get() == cgroup ? 1 : 0;
    }
    for (EpcCgroup child : sgx.cgroups._all()) {
      held += child.parent == cgroup && sgx.kernel.isAlive(child) ? 1 : 0;
    }
    int count = cgroup.css.refcnt.read();
    if (count != held) {
      return cgroup + "->css.refcnt is " + count + " at rest, but it is held " + held + " times";
    }
    return count == 0 && sgx.kernel.isAlive(cgroup)
        ? cgroup + " has no css reference at rest, but was not freed"
        : null;
  }
}
