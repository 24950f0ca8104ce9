package epcheck.revision;

import epcheck.sgx.EpcCgroups;
import epcheck.sgx.SgxDriver;
import java.util.List;

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
  public List<Class<?>> classes() {
    return List.of(Continuing.class);
  }

  public static class Continuing extends EpcCgroups {
    public Continuing(SgxDriver sgx) {
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
