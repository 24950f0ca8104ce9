package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.SgxDriver;

/**
 * A fix: after a kill the worker ends, and the release of the victim, which gives back what it was
 * killed for, queues it again.
 */
final class OneKillPerRun implements Patch {
  @Override
  public String name() {
    return "one-kill-per-run";
  }

  @Override
  public String title() {
    return "fix: the cgroup worker ends after a kill; the victim's release queues it again";
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
        return hasOomKiller() ? new Patient(sgx) : super.cgroups(sgx);
      }

      @Override
      public EnclaveLifecycle lifecycle(SgxDriver sgx) {
        return hasOomKiller() ? new Requeuing(sgx) : super.lifecycle(sgx);
      }
    };
  }

  private static final class Patient extends EpcCgroups {
    Patient(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_stopsAfterKill() {
      return true;
    }
  }

  private static final class Requeuing extends V5Lifecycle {
    Requeuing(SgxDriver sgx) {
      super(sgx);
    }

    /** Every worker that has still something to do goes on; the others end at once. */
    @Override
    public void sgxEnclRelease(Encl encl) {
      boolean killed = encl.flags.testBit(Encl.NO_MEMORY);
      super.sgxEnclRelease(encl);
      if (killed) {
        for (int i = 0; i < sgx.cgroups._all().size(); i++) {
          sgx.cgroups.queueWork(sgx.cgroups._all().get(i));
        }
      }
    }
  }
}
