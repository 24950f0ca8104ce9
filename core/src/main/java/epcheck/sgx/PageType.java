package epcheck.sgx;

/** {@code enum sgx_page_type} (asm/sgx.h). */
public final class PageType {
  public static final int SECS = 0;
  public static final int TCS = 1;
  public static final int REG = 2;
  public static final int VA = 3;
  public static final int TRIM = 4;

  private PageType() {}

  public static String print(int type) {
    return switch (type) {
      case SECS -> "SGX_PAGE_TYPE_SECS";
      case TCS -> "SGX_PAGE_TYPE_TCS";
      case REG -> "SGX_PAGE_TYPE_REG";
      case VA -> "SGX_PAGE_TYPE_VA";
      case TRIM -> "SGX_PAGE_TYPE_TRIM";
      default -> "page type " + type;
    };
  }
}
