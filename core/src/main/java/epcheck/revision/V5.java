package epcheck.revision;

import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.Ioctls;
import epcheck.sgx.LruTracking;
import epcheck.sgx.MmTracking;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageFault;
import epcheck.sgx.PageState;
import epcheck.sgx.Ptrace;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
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
  public boolean hasCgroups() {
    return true;
  }

  @Override
  public EpcAllocator allocator(SgxDriver sgx) {
    return new V5Allocator(sgx);
  }

  @Override
  public LruTracking lru(SgxDriver sgx) {
    return new V5Lru(sgx);
  }

  @Override
  public Reclaimer reclaimer(SgxDriver sgx) {
    return new V5Reclaimer(sgx);
  }

  @Override
  public PageFault fault(SgxDriver sgx) {
    return new V5PageFault(sgx);
  }

  @Override
  public Ptrace ptrace(SgxDriver sgx) {
    return new V5Ptrace(sgx);
  }

  @Override
  public MmTracking mmTracking(SgxDriver sgx) {
    return new V5MmTracking(sgx);
  }

  @Override
  public EnclaveLifecycle lifecycle(SgxDriver sgx) {
    return new V5Lifecycle(sgx);
  }

  @Override
  public Ioctls ioctls(SgxDriver sgx) {
    return new V5Ioctls(sgx);
  }

  @Override
  public OomKiller oomKiller(SgxDriver sgx) {
    return new OomKiller(sgx);
  }

  @Override
  public EpcCgroups cgroups(SgxDriver sgx) {
    return new EpcCgroups(sgx);
  }

  @Override
  public boolean hasOomKiller() {
    return true;
  }

  @Override
  public IntFunction<String> pageFlags() {
    return PageState::print;
  }
}
