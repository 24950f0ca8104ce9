package epcheck.revision;

import epcheck.sgx.EpcCgroups;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageState;
import epcheck.sgx.Parts;
import java.util.function.IntFunction;

/**
 * The EPC-cgroup series, v5 of 22 September 2023 on v6.6-rc1: an LRU for each cgroup, SECS and VA
 * pages on an unreclaimable list, and an OOM killer that takes its victims from there.
 */
public class V5 extends Mainline {
  @Override
  public String name() {
    return "v5";
  }

  @Override
  public String title() {
    return "EPC cgroup series v5 (22 Sep 2023): an LRU for each cgroup, and the OOM killer of 12/18";
  }

  @Override
  public Parts parts() {
    return super.parts()
        .with(
            V5Allocator.class,
            V5Lru.class,
            V5Reclaimer.class,
            V5PageFault.class,
            V5Ptrace.class,
            V5MmTracking.class,
            V5Lifecycle.class,
            V5Ioctls.class,
            OomKiller.class,
            EpcCgroups.class);
  }

  @Override
  public IntFunction<String> pageFlags() {
    return PageState::print;
  }
}
