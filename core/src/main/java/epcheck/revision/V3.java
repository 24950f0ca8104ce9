package epcheck.revision;

import epcheck.sgx.PageState;
import java.util.function.IntFunction;

/**
 * The EPC-cgroup series, v3 of 12 July 2023 on v6.4: v5 by other names. {@code SGX_ENCL_OOM} became
 * {@code SGX_ENCL_NO_MEMORY} in v5, {@code SGX_EPC_OWNER_ENCL_PAGE} became {@code
 * SGX_EPC_OWNER_PAGE} in v4.
 *
 * <p>Dropped: a WARN in {@code sgx_isolate_epc_pages()}, gone in v4, for a page without {@code
 * SGX_EPC_OWNER_ENCL_PAGE}: every record of a reclaimable page sets it, and nothing clears it
 * before the page is freed.
 */
public class V3 extends V5 {
  @Override
  public String name() {
    return "v3";
  }

  @Override
  public String title() {
    return "EPC cgroup series v3 (12 Jul 2023): v5 by other names";
  }

  @Override
  public IntFunction<String> pageFlags() {
    return flags -> PageState.print(flags).replace("OWNER_PAGE", "OWNER_ENCL_PAGE");
  }

  @Override
  public String killedFlag() {
    return "OOM";
  }
}
