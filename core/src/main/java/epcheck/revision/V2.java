package epcheck.revision;

import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.Ioctls;
import epcheck.sgx.LruTracking;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageFault;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
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
  public EpcAllocator allocator(SgxDriver sgx) {
    return new V2Allocator(sgx);
  }

  @Override
  public LruTracking lru(SgxDriver sgx) {
    return new V2Lru(sgx);
  }

  @Override
  public Reclaimer reclaimer(SgxDriver sgx) {
    return new V2Reclaimer(sgx);
  }

  @Override
  public PageFault fault(SgxDriver sgx) {
    return new V2PageFault(sgx);
  }

  @Override
  public EnclaveLifecycle lifecycle(SgxDriver sgx) {
    return new V2Lifecycle(sgx);
  }

  @Override
  public Ioctls ioctls(SgxDriver sgx) {
    return new Ioctls(sgx);
  }

  @Override
  public OomKiller oomKiller(SgxDriver sgx) {
    return new V2OomKiller(sgx);
  }

  @Override
  public EpcCgroups cgroups(SgxDriver sgx) {
    return new V2EpcCgroups(sgx);
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
