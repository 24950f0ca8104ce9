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

/** A revision that is as its base but for what a patch overrides. */
abstract class Patched implements Revision {
  private final Revision base;

  Patched(Revision base) {
    this.base = base;
  }

  @Override
  public String name() {
    return base.name();
  }

  @Override
  public String title() {
    return base.title();
  }

  @Override
  public boolean hasCgroups() {
    return base.hasCgroups();
  }

  @Override
  public boolean hasOomKiller() {
    return base.hasOomKiller();
  }

  @Override
  public EpcAllocator allocator(SgxDriver sgx) {
    return base.allocator(sgx);
  }

  @Override
  public LruTracking lru(SgxDriver sgx) {
    return base.lru(sgx);
  }

  @Override
  public Reclaimer reclaimer(SgxDriver sgx) {
    return base.reclaimer(sgx);
  }

  @Override
  public Backing backing(SgxDriver sgx) {
    return base.backing(sgx);
  }

  @Override
  public VaPages vaPages(SgxDriver sgx) {
    return base.vaPages(sgx);
  }

  @Override
  public PageFault fault(SgxDriver sgx) {
    return base.fault(sgx);
  }

  @Override
  public Ptrace ptrace(SgxDriver sgx) {
    return base.ptrace(sgx);
  }

  @Override
  public Mapping mapping(SgxDriver sgx) {
    return base.mapping(sgx);
  }

  @Override
  public MmTracking mmTracking(SgxDriver sgx) {
    return base.mmTracking(sgx);
  }

  @Override
  public EnclaveLifecycle lifecycle(SgxDriver sgx) {
    return base.lifecycle(sgx);
  }

  @Override
  public Ioctls ioctls(SgxDriver sgx) {
    return base.ioctls(sgx);
  }

  @Override
  public VirtualEpc virtualEpc(SgxDriver sgx) {
    return base.virtualEpc(sgx);
  }

  @Override
  public OomKiller oomKiller(SgxDriver sgx) {
    return base.oomKiller(sgx);
  }

  @Override
  public EpcCgroups cgroups(SgxDriver sgx) {
    return base.cgroups(sgx);
  }

  @Override
  public IntFunction<String> pageFlags() {
    return base.pageFlags();
  }

  @Override
  public String killedFlag() {
    return base.killedFlag();
  }
}
