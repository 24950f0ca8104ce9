package epcheck.revision;

import epcheck.sgx.EpcCgroups;
import epcheck.sgx.SgxDriver;

/**
 * A fix: walks for reclaimable pages pass over a dead cgroup, as the one for victims does, and as
 * v2 did, instead of ending there.
 */
final class CssTrygetContinue implements Patch {
  @Override
  public String name() {
    return "css-tryget-continue";
  }

  @Override
  public String title() {
    return "fix: walks for reclaimable pages pass over a dead cgroup instead of ending there";
  }

  @Override
  public String concern() {
    return "cgroups";
  }

  @Override
  public Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public EpcCgroups cgroups(SgxDriver sgx) {
        return hasCgroups() ? new Continuing(sgx) : null;
      }
    };
  }

  private static final class Continuing extends EpcCgroups {
    Continuing(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupLruEmpty_stopsAtDead() {
      return false;
    }

    @Override
    protected boolean sgxEpcCgroupIsolatePages_stopsAtDead() {
      return false;
    }
  }
}
