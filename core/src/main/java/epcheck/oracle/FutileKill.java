package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;

/**
 * A cgroup's worker kills an enclave only if killing can help: not if virtual EPC alone, which no
 * kill gives back, is above the limit (Sean Christopherson's case of 10 October 2023).
 */
final class FutileKill extends Oracle {
  private final Pressure pressure;
  private Encl encl;

  FutileKill(Pressure pressure) {
    super("futile-kill", "no enclave is killed if virtual EPC alone is above the limit");
    this.pressure = pressure;
  }

  FutileKill of(Encl killed) {
    encl = killed;
    return this;
  }

  @Override
  public String breach() {
    EpcCgroup cgroup = pressure.cgroup();
    if (cgroup == null) {
      return null;
    }
    int held = pressure.heldByGuests(cgroup);
    int limit = Pressure.limit(cgroup);
    return held <= limit
        ? null
        : "enclave "
            + encl
            + " is killed for "
            + cgroup
            + ", but guests alone hold "
            + held
            + " pages there, more than the limit of "
            + limit;
  }
}
