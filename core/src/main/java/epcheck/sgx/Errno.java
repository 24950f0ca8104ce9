package epcheck.sgx;

/**
 * Error numbers (include/uapi/asm-generic/errno-base.h); functions return them negated, as in the
 * kernel.
 */
public final class Errno {
  public static final int ENOMEM = 12;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;

  private Errno() {}
}
