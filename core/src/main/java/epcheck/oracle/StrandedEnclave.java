package epcheck.oracle;

import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * I14 of the driver: a kill ends the shortage that it was for. At rest, when no task has a call
 * left to make, no killed enclave holds EPC that is charged within a cgroup whose usage is above
 * its limit, or, if its worker has killed for it, above where that wants it. The worker has given
 * up then, and nothing takes these pages from the enclave but a process that lets it go of its own
 * accord.
 */
final class StrandedEnclave extends Oracle {
  private final SgxDriver sgx;
  private final Pressure pressure;

  StrandedEnclave(SgxDriver sgx, Pressure pressure) {
    super(
        "stranded-enclave", "at rest no killed enclave holds EPC of a cgroup that is short of it");
    this.sgx = sgx;
    this.pressure = pressure;
  }

  @Override
  public String breach() {
    if (sgx.cgroups == null) {
      return null;
    }
    for (Encl encl : sgx.enclaves()) {
      if (!sgx.kernel.isAlive(encl) || !encl.flags.testBit(Encl.NO_MEMORY)) {
        continue;
      }
      for (EpcCgroup cgroup : sgx.cgroups._all()) {
        int held = sgx.kernel.isAlive(cgroup) ? held(encl, cgroup) : 0;
        int limit = held > 0 ? Pressure.limit(cgroup) : 0;
        int aim = pressure.hasKilledFor(cgroup) ? sgx.cgroups._target(limit) : limit;
        if (held > 0 && cgroup.usage.read() > aim) {
          return "enclave "
              + encl
              + " was killed, but at rest it still holds "
              + held
              + " pages of "
              + cgroup
              + ", whose usage of "
              + cgroup.usage.read()
              + " is above "
              + (cgroup.usage.read() > limit
                  ? "the limit of " + limit
                  : "the worker's target of " + aim);
        }
      }
    }
    return null;
  }

  private int held(Encl encl, EpcCgroup cgroup) {
    int held = 0;
    for (EpcPage page : sgx.epc) {
      EpcCgroup charged = page.epcCg.get();
      Struct owner = page.owner();
      boolean its = owner == encl || owner instanceof EnclPage entry && entry.encl.get() == encl;
      held += its && charged != null && charged.isIn(cgroup) ? 1 : 0;
    }
    return held;
  }
}
