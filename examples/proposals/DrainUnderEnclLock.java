import epcheck.sgx.Encl;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;

/**
 * The OOM killer holds {@code encl->lock} while it drains {@code mm_list}: a deadlock.
 *
 * <p>It looks harmless, and would keep faults and reclaimers away from an enclave that is being
 * killed. But sgx_encl_mm_drain() waits for the readers of encl->srcu, and a reclaimer waits for
 * mmap_lock as one of those, while a task that holds mmap_lock waits for encl->lock. lockdep found
 * this in v1 of the series.
 *
 * <p>For who knows C and no Java: encl.lock.lock() is mutex_lock(&encl->lock), and
 * super.f() is what f() was before this change.
 */
public class DrainUnderEnclLock extends OomKiller {

  // Every class of a proposal has one of these.
  public DrainUnderEnclLock(SgxDriver sgx) {
    super(sgx);
  }

  // The part of sgx_oom_encl() that calls sgx_encl_mm_drain(). The model has some functions in
  // parts, f_part(), so that a change need not copy the rest.
  @Override
  protected void sgxOomEncl_drain(Encl encl) {
    encl.lock.lock();
    super.sgxOomEncl_drain(encl);
    encl.lock.unlock();
  }
}
