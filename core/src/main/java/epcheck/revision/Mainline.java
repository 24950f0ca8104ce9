package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.Ioctls;
import epcheck.sgx.LruTracking;
import epcheck.sgx.Mapping;
import epcheck.sgx.MmTracking;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageFault;
import epcheck.sgx.Ptrace;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
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
  public Backing backing(SgxDriver sgx) {
    return new Backing(sgx);
  }

  @Override
  public VaPages vaPages(SgxDriver sgx) {
    return new VaPages(sgx);
  }

  @Override
  public PageFault fault(SgxDriver sgx) {
    return new PageFault(sgx);
  }

  @Override
  public Ptrace ptrace(SgxDriver sgx) {
    return new Ptrace(sgx);
  }

  @Override
  public Mapping mapping(SgxDriver sgx) {
    return new Mapping(sgx);
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
  public Ioctls ioctls(SgxDriver sgx) {
    return new Ioctls(sgx);
  }

  @Override
  public VirtualEpc virtualEpc(SgxDriver sgx) {
    return new VirtualEpc(sgx);
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
  public boolean hasCgroups() {
    return false;
  }

  @Override
  public boolean hasOomKiller() {
    return false;
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
