package epcheck.oracle;

import epcheck.kernel.ListHead;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * At rest a SECS page of a guest waits on {@code zombie_secs_pages} only for children in a virtual
 * EPC that is still open. Without any it is held for nothing until somebody happens to release
 * another virtual EPC.
 */
final class ZombieSecs extends Oracle {
  private final SgxDriver sgx;

  ZombieSecs(SgxDriver sgx) {
    super("zombie-secs", "at rest a zombie SECS page still has a child");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    ListHead<EpcPage> zombies = sgx.virtualEpc.zombieSecsPages;
    for (ListHead<EpcPage> at = zombies.next(); at != zombies; at = at.next()) {
      if (!sgx.virtualEpc._hasChildren(at.entry())) {
        return at.entry() + " is a zombie SECS without a child, and nobody will free it";
      }
    }
    return null;
  }
}
