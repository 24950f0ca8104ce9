package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.Ioctls;
import epcheck.sgx.LruTracking;
import epcheck.sgx.Mapping;
import epcheck.sgx.MmTracking;
import epcheck.sgx.PageFault;
import epcheck.sgx.Parts;
import epcheck.sgx.Ptrace;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.VaPages;
import epcheck.sgx.VirtualEpc;
import java.util.function.IntFunction;

/** Linux v6.5: one global list of reclaimable pages, no cgroup, no OOM killer. */
public class Mainline implements Revision {
  @Override
  public String name() {
    return "mainline";
  }

  @Override
  public String title() {
    return "Linux v6.5: one global LRU, no EPC cgroup, no OOM killer";
  }

  @Override
  public Parts parts() {
    return Parts.of(
        EpcAllocator.class,
        LruTracking.class,
        Reclaimer.class,
        Backing.class,
        VaPages.class,
        PageFault.class,
        Ptrace.class,
        Mapping.class,
        MmTracking.class,
        EnclaveLifecycle.class,
        Ioctls.class,
        VirtualEpc.class);
  }

  @Override
  public IntFunction<String> pageFlags() {
    return LruTracking::_printFlags;
  }

  @Override
  public String killedFlag() {
    return "NO_MEMORY";
  }
}
