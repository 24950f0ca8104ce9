package epcheck.revision;

import epcheck.sgx.PageState;
import epcheck.sgx.Parts;
import java.util.function.IntFunction;

/**
 * The EPC-cgroup series, v6 of 30 October 2023 on v6.6: no OOM killer, and so no list of SECS and
 * VA pages, no NO_MEMORY and nothing that looks for it; at the limit with nothing to reclaim an
 * allocation fails. A write to {@code misc.max} does nothing but write.
 */
public class V6 extends Mainline {
  @Override
  public String name() {
    return "v6";
  }

  @Override
  public String title() {
    return "EPC cgroup series v6 (30 Oct 2023): an LRU for each cgroup, no OOM killer";
  }

  @Override
  public Parts parts() {
    return super.parts()
        .with(V5Allocator.class, V6Lru.class, V6Reclaimer.class, V6EpcCgroups.class);
  }

  @Override
  public IntFunction<String> pageFlags() {
    return PageState::print;
  }
}
