package epcheck.sgx;

import java.util.List;

/**
 * Error numbers (include/uapi/asm-generic/errno-base.h, include/linux/errno.h); functions return
 * them negated, as in the kernel.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ERESTARTSYS = 512;
  public static final int ERESTARTNOINTR = 513;

  /** All of them. */
  public static final List<Integer> ALL =
      List.of(
          EPERM,
          EINTR,
          EIO,
          EBADF,
          EAGAIN,
          ENOMEM,
          EACCES,
          EFAULT,
          EBUSY,
          ENODEV,
          EINVAL,
          ERESTARTSYS);

  private Errno() {}
}
