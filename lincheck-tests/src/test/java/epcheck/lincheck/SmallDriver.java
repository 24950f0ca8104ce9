package epcheck.lincheck;

import epcheck.kernel.Kernel;
import epcheck.revision.Revision;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Sizes;
import epcheck.sgx.Vma;
import epcheck.sgx.Witness;
import java.util.List;

/** A driver for tests that call a few of its functions. */
final class SmallDriver {
  /** Enough for as often as one scenario can add an mm. */
  private static final int ENCL_MMS = 8;

  private SmallDriver() {}

  /** One of that revision, with one node of so many pages, and ksgxd asleep. */
  static SgxDriver of(Kernel kernel, Revision revision, int epcPages) {
    Sizes sizes = new Sizes(List.of(epcPages), 0, 0, ENCL_MMS, 0, 0, 0);
    return new SgxDriver(kernel, revision, new NoWitness(), sizes, false);
  }

  /** These tests look at results, not at what happens on the way. */
  private static final class NoWitness implements Witness {
    @Override
    public void _allocating(EpcPage page) {}

    @Override
    public void _joined(EpcPage page, Encl encl) {}

    @Override
    public void _cannotReclaim(EpcCgroup charged) {}

    @Override
    public void _freeing(EpcPage page) {}

    @Override
    public void _poisoned(EpcPage page) {}

    @Override
    public void _isolated(EpcPage page) {}

    @Override
    public void _writingOut(EnclPage page, EpcPage epcPage) {}

    @Override
    public void _takingVaSlot(Encl encl) {}

    @Override
    public void _evicted(Encl encl, EnclPage page) {}

    @Override
    public void _mapping(Mm mm, Encl encl, int index) {}

    @Override
    public void _cannotBeLoaded(EnclPage page) {}

    @Override
    public void _reloaded(Encl encl, EnclPage page) {}

    @Override
    public void _sigbus(Vma vma, int index, int error) {}

    @Override
    public void _faultsAgain(Encl encl) {}

    @Override
    public void _getsSigbus(Encl encl) {}

    @Override
    public void _unlocking(Encl encl) {}

    @Override
    public void _releasing(Encl encl) {}

    @Override
    public void _releaseSkips(EpcPage page) {}

    @Override
    public void _outOfMemory(EpcCgroup root, int usage, int limit) {}

    @Override
    public void _victimChosen(EpcPage page, Encl encl) {}

    @Override
    public void _killing(Encl encl) {}
  }
}
