package epcheck.revision;

import java.util.ArrayList;
import java.util.List;

/** {@code page->flags} in v2 of the series (sgx.h): bits, not yet a state. */
public final class V2PageFlags {
  /** {@code SGX_EPC_PAGE_RECLAIMER_TRACKED}. */
  public static final int TRACKED = 1;

  /** {@code SGX_EPC_PAGE_IS_FREE}. */
  public static final int IS_FREE = 2;

  /** {@code SGX_EPC_PAGE_RECLAIM_IN_PROGRESS}. */
  public static final int RECLAIM_IN_PROGRESS = 8;

  /** {@code SGX_EPC_PAGE_ENCLAVE}: the union holds an sgx_encl_page. */
  public static final int ENCLAVE = 16;

  /** {@code SGX_EPC_PAGE_VERSION_ARRAY}: the union holds an sgx_encl. */
  public static final int VERSION_ARRAY = 32;

  private V2PageFlags() {}

  static String print(int flags) {
    List<String> bits = new ArrayList<>();
    if ((flags & TRACKED) != 0) {
      bits.add("RECLAIMER_TRACKED");
    }
    if ((flags & IS_FREE) != 0) {
      bits.add("IS_FREE");
    }
    if ((flags & RECLAIM_IN_PROGRESS) != 0) {
      bits.add("RECLAIM_IN_PROGRESS");
    }
    if ((flags & ENCLAVE) != 0) {
      bits.add("ENCLAVE");
    }
    if ((flags & VERSION_ARRAY) != 0) {
      bits.add("VERSION_ARRAY");
    }
    return bits.isEmpty() ? "0" : String.join("|", bits);
  }
}
