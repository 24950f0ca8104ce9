package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.SgxDriver;

/**
 * I15 of the driver: a cgroup's worker kills an enclave only if what earlier victims still hold,
 * and give back as soon as they are released, would leave usage above the limit. Two workers that
 * take the same enclave at once do no harm.
 *
 * <p>The text says as well what that would be against the worker's own target, which is one page
 * below the limit: a worker that kills on only for that page is to blame too, but less.
 */
final class OverKill extends Oracle {
  private final SgxDriver sgx;
  private final Pressure pressure;
  private Encl encl;

  OverKill(SgxDriver sgx, Pressure pressure) {
    super(
        "over-kill",
        "no enclave is killed while the release of earlier victims would bring usage below the"
            + " limit");
    this.sgx = sgx;
    this.pressure = pressure;
  }

  OverKill of(Encl killed) {
    encl = killed;
    return this;
  }

  @Override
  public String breach() {
    EpcCgroup cgroup = pressure.cgroup();
    if (cgroup == null) {
      return null;
    }
    int held = pressure.heldByOtherVictims(cgroup, encl);
    int usage = cgroup.usage.read();
    int limit = Pressure.limit(cgroup);
    if (held == 0 || usage - held > limit) {
      return null;
    }
    int target = sgx.cgroups._target(limit);
    return "enclave "
        + encl
        + " is killed at "
        + cgroup
        + "->usage = "
        + usage
        + ", although "
        + held
        + " of these pages belong to victims that were killed before: their release would leave "
        + (usage - held)
        + ", not above the limit of "
        + limit
        + (usage - held > target
            ? " (but above the worker's target of " + target + ")"
            : ", nor above the worker's target of " + target);
  }
}
