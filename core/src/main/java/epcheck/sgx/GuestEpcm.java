package epcheck.sgx;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.SpinLock;
import java.util.ArrayList;
import java.util.List;

/**
 * The Enclave Page Cache Map's entries of pages that KVM guests have: which of them are VALID, as
 * the SECS of a guest's enclave or as a child of it. A SECS and its children may lie in different
 * virtual EPCs (encls.h, v6.5).
 *
 * <p>Each ENCLS leaf is one step: in hardware, concurrent ones on an enclave exclude each other
 * too, only that the loser of some pairs gets a #GP instead of waiting. Nothing but {@code
 * SGX_IOC_VEPC_REMOVE_ALL} could tell, which returns -EBUSY then.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encls.h")
final class GuestEpcm {
  private final Kernel kernel;
  private final SpinLock lock;
  private final List<Enclave> enclaves = new ArrayList<>();

  /** An enclave of a guest. */
  static final class Enclave {
    /** The number of the EPC page plus one; 0 if there is none. */
    private final IntCell secs;

    /** A mask of EPC page numbers. */
    private final IntCell children;

    private Enclave(Layout layout, SpinLock lock) {
      secs = layout.intCell("SECS", 0).guardedBy(lock);
      children = layout.intCell("children", 0).guardedBy(lock);
    }
  }

  GuestEpcm(Kernel kernel) {
    this.kernel = kernel;
    lock = kernel.layout(null, "").spinLock("EPCM of guests");
  }

  Enclave _add(String name) {
    Enclave added = new Enclave(kernel.layout(null, "EPCM of " + name), lock);
    enclaves.add(added);
    return added;
  }

  private static int _bit(EpcPage page) {
    return 1 << page.index;
  }

  /** Whether the page is VALID; for oracles. */
  boolean _valid(EpcPage page) {
    for (int i = 0; i < enclaves.size(); i++) {
      Enclave at = enclaves.get(i);
      if (at.secs.get() == page.index + 1 || (at.children.get() & _bit(page)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the page is a SECS with children; for oracles. */
  boolean _hasChildren(EpcPage page) {
    for (int i = 0; i < enclaves.size(); i++) {
      Enclave at = enclaves.get(i);
      if (at.secs.get() == page.index + 1 && at.children.get() != 0) {
        return true;
      }
    }
    return false;
  }

  /** ECREATE by the guest; what it makes of an enclave that has a SECS is its own affair. */
  void _ecreate(Enclave encl, EpcPage page) {
    lock.lock();
    if (encl.secs.get() == 0) {
      encl.secs.set(page.index + 1);
    }
    lock.unlock();
  }

  /** EADD by the guest; without a SECS it faults there. */
  void _eadd(Enclave encl, EpcPage page) {
    lock.lock();
    if (encl.secs.get() != 0) {
      encl.children.or(_bit(page));
    }
    lock.unlock();
  }

  /** EREMOVE by the host: of an INVALID page a no-op; of a SECS with children an error. */
  int __eremove(EpcPage page) {
    int ret = Epcm.SUCCESS;
    lock.lock();
    for (int i = 0; i < enclaves.size(); i++) {
      Enclave encl = enclaves.get(i);
      if ((encl.children.get() & _bit(page)) != 0) {
        encl.children.and(~_bit(page));
      } else if (encl.secs.get() == page.index + 1) {
        if (encl.children.get() == 0) {
          encl.secs.set(0);
        } else {
          ret = Epcm.CHILD_PRESENT;
        }
      }
    }
    lock.unlock();
    return ret;
  }
}
