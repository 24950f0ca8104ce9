package epcheck.oracle;

import epcheck.explore.Model.Setup;
import epcheck.kernel.Kernel;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Witness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All the rules over the driver: those that look at a moment, which the driver announces, and those
 * that look at the end.
 */
public final class Oracles implements Witness {
  private final Kernel kernel;
  private StalePte stalePte;
  private ValidPageFreed validPageFreed;
  private PageFreedTwice pageFreedTwice;
  private ReleasedInUse releasedInUse;
  private ReclaimWithoutReference reclaimWithoutReference;
  private WrongVictim wrongVictim;

  public Oracles(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Watches this driver, which was built with these oracles as its witness, from now on. */
  public void watch(SgxDriver sgx, Setup setup) {
    stalePte = new StalePte(sgx);
    validPageFreed = new ValidPageFreed(sgx);
    pageFreedTwice = new PageFreedTwice(sgx);
    releasedInUse = new ReleasedInUse(sgx);
    reclaimWithoutReference = new ReclaimWithoutReference();
    wrongVictim = new WrongVictim(sgx);
    atEnd(sgx).forEach(setup::atEnd);
  }

  private static List<Oracle> atEnd(SgxDriver sgx) {
    return List.of(new LostPage(sgx), new RefcountLeak(sgx), new LostCharge(sgx));
  }

  @Override
  public void _freeing(EpcPage page) {
    kernel.observe(stalePte.of(page));
    kernel.observe(validPageFreed.of(page));
    kernel.observe(pageFreedTwice.of(page));
  }

  @Override
  public void _releasing(Encl encl) {
    kernel.observe(releasedInUse.of(encl));
  }

  @Override
  public void _releaseSkips(EpcPage page) {
    kernel.observe(reclaimWithoutReference.of(page));
  }

  @Override
  public void _victimChosen(EpcPage page, Encl encl) {
    wrongVictim._choose(page, encl);
  }

  @Override
  public void _killing(Encl encl) {
    kernel.require(wrongVictim.of(encl));
  }

  /**
   * Every rule's name and what it demands: those of this package, and those that the primitives
   * check.
   */
  public static Map<String, String> catalog() {
    Map<String, String> rules = new LinkedHashMap<>();
    List<Oracle> own =
        List.of(
            new LostPage(null),
            new RefcountLeak(null),
            new LostCharge(null),
            new StalePte(null),
            new ValidPageFreed(null),
            new PageFreedTwice(null),
            new ReleasedInUse(null),
            new ReclaimWithoutReference());
    own.forEach(oracle -> rules.put(oracle.name(), oracle.sentence()));
    rules.put("wrong-victim", "the OOM killer kills the enclave that it has chosen and pinned");
    rules.put("use-after-free", "nothing that was kfree()d is touched (KASAN)");
    rules.put("double-free", "nothing is kfree()d twice (KASAN)");
    rules.put("null-dereference", "no NULL pointer is followed");
    rules.put("wild-pointer", "a union is read as what was stored in it");
    rules.put("refcount-underflow", "no reference count is put below zero (refcount_t)");
    rules.put("refcount-from-zero", "no reference is taken on what has none (refcount_t)");
    rules.put("list-corruption", "list links are consistent (CONFIG_DEBUG_LIST)");
    rules.put("warn-on", "no WARN_ON of the driver triggers");
    rules.put("deadlock", "some task can always go on (locks, SRCU, workqueues)");
    rules.put("livelock", "no task retries for ever");
    rules.put("recursive-lock", "no task takes a lock that it holds (lockdep)");
    rules.put("bad-unlock", "only the holder of a lock releases it (lockdep)");
    rules.put("lock-held-on-return", "no lock is held on return to user space (lockdep)");
    rules.put("held-lock-freed", "no lock is freed while it is held (lockdep)");
    rules.put("sleeping-in-atomic", "nothing sleeps with a spinlock held or bottom halves off");
    return rules;
  }
}
