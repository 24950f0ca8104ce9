package epcheck.sgx;

/** Backing storage of swapped-out pages and their PCMD (encl.c, v6.5). STUB, being written. */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class Backing {
  protected final SgxDriver sgx;

  public Backing(SgxDriver sgx) {
    this.sgx = sgx;
  }
}
