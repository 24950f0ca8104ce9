package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.SgxDriver;
import java.util.List;

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
  public List<Class<?>> classes() {
    return List.of(Patient.class, Requeuing.class);
  }

  public static class Patient extends EpcCgroups {
    public Patient(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_stopsAfterKill() {
      return true;
    }
  }

  public static class Requeuing extends V5Lifecycle {
    public Requeuing(SgxDriver sgx) {
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
