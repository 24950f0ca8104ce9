package epcheck.revision;

import epcheck.sgx.Errno;
import epcheck.sgx.Mapping;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;
import java.util.List;

/**
 * A fix: a VMA whose {@code vm_ops->open} fails, in fork or in a split, has no enclave from then
 * on, so walkers pass over it. {@code sgx_vma_open()} leaves it no PTEs, by {@code zap_vma_ptes()}
 * of the whole VMA, and {@code sgx_vma_mprotect()} returns -EACCES for it.
 *
 * <p>Right because mmap_lock is held for write, in fork that of the parent too, from before the
 * PTEs are copied: nobody frees a page that is mapped there before they are gone. Kernels from v6.9
 * on copy the PTEs after open, and need VM_WIPEONFORK there in the place of the zap.
 */
final class FailedOpenZaps implements Patch {
  @Override
  public String name() {
    return "failed-open-zaps";
  }

  @Override
  public String title() {
    return "fix: a VMA whose open fails keeps no PTE, and mprotect() of it fails";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends Mapping {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxVmaOpen_failed(Vma vma) {
      super.sgxVmaOpen_failed(vma);
      sgx.mm.unmapVmas(vma);
    }

    @Override
    public int sgxVmaMprotect(Vma vma, int from, int to, int newflags) {
      return vma.vmPrivateData.get() == null
          ? -Errno.EACCES
          : super.sgxVmaMprotect(vma, from, to, newflags);
    }
  }
}
