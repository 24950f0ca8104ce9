package epcheck.sgx;

import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;
import java.util.ArrayList;
import java.util.List;

/** {@code struct sgx_vepc} (virt.c): an open {@code /dev/sgx_vepc}, the EPC of a guest. */
public final class Vepc extends Struct {
  public final XArray<EpcPage> pageArray;
  public final Mutex lock;

  /** {@code secs_pages}, on the stack of its one {@code sgx_vepc_release()}. */
  public final ListHead<EpcPage> secsPages;

  /** What the guest has in it. */
  final GuestEpcm.Enclave guest;

  /** Page 0 is the SECS of that enclave; else all pages are children, of a SECS elsewhere. */
  final boolean hasSecs;

  private final List<VepcVma> vmas = new ArrayList<>();

  Vepc(Kernel kernel, String name, int pages, GuestEpcm.Enclave guest, boolean hasSecs) {
    super(kernel, name);
    pageArray = layout.xarray("page_array", pages, EpcPage.class);
    lock = layout.mutex("lock");
    secsPages = layout.listHead("secs_pages", EpcPage.class).guardedBy(write -> true);
    this.guest = guest;
    this.hasSecs = hasSecs;
  }

  void map(VepcVma vma) {
    vmas.add(vma);
  }

  List<VepcVma> vmas() {
    return vmas;
  }
}
