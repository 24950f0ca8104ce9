package epcheck.revision;

import epcheck.kernel.Work;
import epcheck.sgx.Encl;
import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;
import java.util.ArrayList;
import java.util.List;

/**
 * A fix: {@code sgx_mmu_notifier_free()} is called back by SRCU with bottom halves disabled, and
 * {@code sgx_encl_release()} sleeps. So it puts its reference by {@code kref_put(&encl->refcount,
 * sgx_encl_release_deferred)}, which leaves the release to a work item, {@code encl->release_work}.
 * Only the last reference queues it, so it is queued once, and nobody else sees the enclave.
 */
final class DeferredRelease implements Patch {
  @Override
  public String name() {
    return "deferred-release";
  }

  @Override
  public String title() {
    return "fix: a work item releases the enclave when an SRCU callback puts the last reference";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends MmTracking {
    /** {@code encl->release_work}, by {@link Encl#id}. */
    private final List<Work> releaseWork = new ArrayList<>();

    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public void _added(Encl encl) {
      super._added(encl);
      releaseWork.add(
          sgx.kernel.work("release(" + encl + ")", () -> sgx.lifecycle.sgxEnclRelease(encl)));
    }

    @Override
    protected void sgxMmuNotifierFree_put(Encl encl) {
      if (encl.refcount.put()) {
        releaseWork.get(encl.id).queue();
      }
    }
  }
}
