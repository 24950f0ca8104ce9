package epcheck.sgx;

/** The ioctls of /dev/sgx_enclave (ioctl.c, v6.5). STUB, being written. */
@KernelFile("arch/x86/kernel/cpu/sgx/ioctl.c")
public class Ioctls {
  protected final SgxDriver sgx;

  public Ioctls(SgxDriver sgx) {
    this.sgx = sgx;
  }
}
