package epcheck.revision;

import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.LruTracking;
import epcheck.sgx.MmTracking;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageFault;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
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
  public EpcAllocator allocator(SgxDriver sgx) {
    return new EpcAllocator(sgx);
  }

  @Override
  public LruTracking lru(SgxDriver sgx) {
    return new LruTracking(sgx);
  }

  @Override
  public Reclaimer reclaimer(SgxDriver sgx) {
    return new Reclaimer(sgx);
  }

  @Override
  public PageFault fault(SgxDriver sgx) {
    return new PageFault(sgx);
  }

  @Override
  public MmTracking mmTracking(SgxDriver sgx) {
    return new MmTracking(sgx);
  }

  @Override
  public EnclaveLifecycle lifecycle(SgxDriver sgx) {
    return new EnclaveLifecycle(sgx);
  }

  @Override
  public OomKiller oomKiller(SgxDriver sgx) {
    return null;
  }

  @Override
  public EpcCgroups cgroups(SgxDriver sgx) {
    return null;
  }

  @Override
  public IntFunction<String> pageFlags() {
    return LruTracking::printFlags;
  }
}
