package epcheck.sgx;

/** EPC for KVM guests (virt.c, v6.5). STUB, being written. */
@KernelFile("arch/x86/kernel/cpu/sgx/virt.c")
public class VirtualEpc {
  protected final SgxDriver sgx;

  public VirtualEpc(SgxDriver sgx) {
    this.sgx = sgx;
  }
}
