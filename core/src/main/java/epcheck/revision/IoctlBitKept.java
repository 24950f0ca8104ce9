package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * IOCTLFLAG of the bug history: before v31 of the SGX series an ioctl that failed kept all others
 * out for ever.
 */
final class IoctlBitKept implements Patch {
  @Override
  public String name() {
    return "ioctl-bit-kept";
  }

  @Override
  public String title() {
    return "IOCTLFLAG, fixed in v31 of the SGX series: an ioctl that fails leaves SGX_ENCL_IOCTL set";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends Ioctls {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxIoctl_done(Encl encl, int ret) {
      if (ret == 0) {
        super.sgxIoctl_done(encl, ret);
      }
    }
  }
}
