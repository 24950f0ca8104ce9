package epcheck.revision;

import epcheck.sgx.Ioctls;
import epcheck.sgx.Parts;
import java.util.function.IntFunction;

/**
 * The EPC-cgroup series, v2 of 2 December 2022 on v6.1-rc: the OOM killer frees all that an enclave
 * has with {@code encl->lock} held, and only {@code ptrace} and {@code sgx_encl_mm_add()} look
 * whether an enclave is killed. A write to {@code misc.max} reclaims and kills by itself.
 */
public class V2 extends V5 {
  @Override
  public String name() {
    return "v2";
  }

  @Override
  public String title() {
    return "EPC cgroup series v2 (2 Dec 2022): the OOM killer frees the enclave under encl->lock";
  }

  @Override
  public Parts parts() {
    return super.parts()
        .with(
            V2Allocator.class,
            V2Lru.class,
            V2Reclaimer.class,
            V2PageFault.class,
            V2Lifecycle.class,
            Ioctls.class,
            V2OomKiller.class,
            V2EpcCgroups.class);
  }

  @Override
  public IntFunction<String> pageFlags() {
    return V2PageFlags::print;
  }

  @Override
  public String killedFlag() {
    return "OOM";
  }
}
