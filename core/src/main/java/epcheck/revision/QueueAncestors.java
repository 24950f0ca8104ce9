package epcheck.revision;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix of 6.7 for nested cgroups: a charge may fail at the limit of an ancestor, whose pages are
 * held by a sibling. Only the ancestor's worker looks there.
 */
final class QueueAncestors implements Patch {
  @Override
  public String name() {
    return "queue-ancestors";
  }

  @Override
  public String title() {
    return "fix: an allocation that may not reclaim queues the workers of all ancestors";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Queueing.class);
  }

  public static class Queueing extends EpcCgroups {
    public Queueing(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public boolean _queuesAncestors() {
      return true;
    }

    @Override
    protected void __sgxEpcCgroupTryCharge_queueWork(EpcCgroup epcCg) {
      for (EpcCgroup at = epcCg; at != null; at = at.parent) {
        queueWork(at);
      }
    }
  }
}
