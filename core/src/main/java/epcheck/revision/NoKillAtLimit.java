package epcheck.revision;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix of needless kills: the worker aims one page below the limit, so that a fault that has
 * queued it finds room. That is worth a reclaim, and no kill.
 */
final class NoKillAtLimit implements Patch {
  @Override
  public String name() {
    return "no-kill-at-limit";
  }

  @Override
  public String title() {
    return "fix: the worker kills for usage above the limit, not above its own target";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Sparing.class);
  }

  public static class Sparing extends EpcCgroups {
    public Sparing(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_oom(EpcCgroup epcCg, int cur, int limit) {
      return cur > limit && super.sgxEpcCgroupReclaimWorkFunc_oom(epcCg, cur, limit);
    }
  }
}
