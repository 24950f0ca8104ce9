package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Errno;
import epcheck.sgx.Ioctls;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.VaPage;
import epcheck.sgx.Vma;
import java.util.List;

/**
 * F2, a fix of 6.2 and 6.6: what loads a page, adds one or maps one looks for NO_MEMORY under
 * {@code encl->lock}, under which the killer sets it. So with the flag set nothing joins the
 * enclave any more, and no PTE is added that the killer's zap, which comes after, would miss.
 *
 * <p>The kernel's diff: a test at the beginning of {@code __sgx_encl_load_page()}, in {@code
 * sgx_encl_eaug_page()}, {@code sgx_encl_add_page()} and {@code sgx_encl_init()} behind their
 * mutex_lock(), and {@code mutex_lock(&encl->lock)} around the {@code set_bit()} of {@code
 * sgx_oom_encl()}. The tests that v5 has without the lock stay.
 */
final class RetestNoMemory implements Patch {
  @Override
  public String name() {
    return "retest-no-memory";
  }

  @Override
  public String title() {
    return "fix: NO_MEMORY is set, and tested again, under encl->lock";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Locking.class, InFaults.class, InIoctls.class);
  }

  public static class Locking extends OomKiller {
    public Locking(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxOomEncl_mark(Encl encl) {
      encl.lock.lock();
      boolean marked = super.sgxOomEncl_mark(encl);
      encl.lock.unlock();
      return marked;
    }
  }

  public static class InFaults extends PageFault {
    public InFaults(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public EnclPage __sgxEnclLoadPage(Encl encl, EnclPage entry) {
      return encl.flags.testBit(Encl.NO_MEMORY)
          ? sgx.enclPageError(-Errno.ENOMEM)
          : super.__sgxEnclLoadPage(encl, entry);
    }

    @Override
    protected VmFault sgxEnclEaugPage_locked(Vma vma, Encl encl, int index) {
      return encl.flags.testBit(Encl.NO_MEMORY)
          ? VmFault.SIGBUS
          : super.sgxEnclEaugPage_locked(vma, encl, index);
    }
  }

  public static class InIoctls extends Ioctls {
    public InIoctls(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected int sgxEnclAddPage_locked(
        Encl encl, EnclPage enclPage, EpcPage epcPage, VaPage vaPage) {
      if (!encl.flags.testBit(Encl.NO_MEMORY)) {
        return super.sgxEnclAddPage_locked(encl, enclPage, epcPage, vaPage);
      }
      // sgx_encl_shrink() takes it off the list.
      if (vaPage != null) {
        encl.vaPages.add(vaPage.list);
      }
      sgx.vaPages.sgxEnclShrink(encl, vaPage);
      return -Errno.ENOMEM;
    }

    @Override
    protected int sgxEnclInit_locked(Encl encl) {
      return encl.flags.testBit(Encl.NO_MEMORY) ? -Errno.ENOMEM : super.sgxEnclInit_locked(encl);
    }
  }
}
