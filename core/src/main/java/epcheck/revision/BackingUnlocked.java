package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * BACKLOCK of the bug history (21): reverts 0e4e729a830c. The reclaimer pins the backing before it
 * takes {@code encl->lock} to mark the page.
 */
final class BackingUnlocked implements Patch {
  @Override
  public String name() {
    return "backing-unlocked";
  }

  @Override
  public String title() {
    return "BACKLOCK, fixed by 0e4e729a830c: pin the backing without encl->lock";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  private static boolean _pinUnlocked(SgxDriver sgx, EnclPage enclPage) {
    Encl encl = enclPage.encl.get();
    if (sgx.backing.sgxEnclAllocBacking(encl, enclPage.index) != 0) {
      return false;
    }
    encl.lock.lock();
    enclPage.desc.or(EnclPage.BEING_RECLAIMED);
    encl.lock.unlock();
    return true;
  }

  public static class Changed extends Reclaimer {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean _pinAndMark(EnclPage enclPage) {
      return _pinUnlocked(sgx, enclPage);
    }
  }
}
