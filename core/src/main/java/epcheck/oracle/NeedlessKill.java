package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;

/**
 * A cgroup's worker calls the OOM killer only if usage was above the limit when it looked. It looks
 * once in a pass, before it finds the LRU lists empty.
 */
final class NeedlessKill extends Oracle {
  private final Pressure pressure;
  private Encl encl;

  NeedlessKill(Pressure pressure) {
    super("needless-kill", "no enclave is killed while usage is not above the limit");
    this.pressure = pressure;
  }

  NeedlessKill of(Encl killed) {
    encl = killed;
    return this;
  }

  @Override
  public String breach() {
    EpcCgroup cgroup = pressure.cgroup();
    return cgroup == null || pressure.usageSeen() > pressure.limitSeen()
        ? null
        : "enclave "
            + encl
            + " is killed although "
            + cgroup
            + "->usage was "
            + pressure.usageSeen()
            + ", not above the limit of "
            + pressure.limitSeen();
  }
}
