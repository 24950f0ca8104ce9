package epcheck.sgx;

/** Access to enclave memory by a debugger (encl.c, v6.5). STUB, being written. */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class Ptrace {
  protected final SgxDriver sgx;

  public Ptrace(SgxDriver sgx) {
    this.sgx = sgx;
  }
}
