package epcheck.sgx;

/**
 * mmap, mprotect, and VMAs that are copied or split (driver.c, encl.c, v6.5). STUB, being written.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class Mapping {
  protected final SgxDriver sgx;

  public Mapping(SgxDriver sgx) {
    this.sgx = sgx;
  }
}
