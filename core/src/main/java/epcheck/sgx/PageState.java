package epcheck.sgx;

/**
 * {@code page->flags} in the EPC-cgroup series (sgx.h): a state in the low three bits, and what the
 * owner is.
 */
public final class PageState {
  public static final int NOT_TRACKED = 0;
  public static final int FREE = 1;
  public static final int RECLAIMABLE = 2;
  public static final int UNRECLAIMABLE = 3;
  public static final int RECLAIM_IN_PROGRESS = 4;

  /** {@code SGX_EPC_PAGE_STATE_MASK}, GENMASK(2, 0). */
  public static final int MASK = 7;

  /** {@code SGX_EPC_OWNER_PAGE}: the union holds an sgx_encl_page. */
  public static final int OWNER_PAGE = 8;

  /** {@code SGX_EPC_OWNER_ENCL}: the union holds an sgx_encl. */
  public static final int OWNER_ENCL = 16;

  private PageState() {}

  /** The enclave that a SECS or VA page belongs to; on its list it has one. */
  public static Encl owner(EpcPage page) {
    return (page.flags.get() & OWNER_PAGE) != 0 ? page.enclPage().encl.get() : page.encl();
  }

  public static String print(int flags) {
    String state =
        switch (flags & MASK) {
          case NOT_TRACKED -> "NOT_TRACKED";
          case FREE -> "FREE";
          case RECLAIMABLE -> "RECLAIMABLE";
          case UNRECLAIMABLE -> "UNRECLAIMABLE";
          case RECLAIM_IN_PROGRESS -> "RECLAIM_IN_PROGRESS";
          default -> "state " + (flags & MASK);
        };
    String owner = (flags & OWNER_PAGE) != 0 ? "OWNER_PAGE|" : "";
    return owner + ((flags & OWNER_ENCL) != 0 ? "OWNER_ENCL|" : "") + state;
  }
}
