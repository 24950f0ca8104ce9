package epcheck.oracle;

import epcheck.kernel.Kernel;
import epcheck.kernel.Model.Setup;
import epcheck.kernel.Outcome;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;
import epcheck.sgx.Witness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All the rules over the driver: those that look at a moment, which the driver announces, and those
 * that look at the end.
 */
public final class Oracles implements Witness {
  private final Kernel kernel;
  private final Events events;
  private StalePte stalePte;
  private ValidPageFreed validPageFreed;
  private PageFreedTwice pageFreedTwice;
  private final PoisonedPageAllocated poisonedPageAllocated = new PoisonedPageAllocated();
  private PoisonTouched poisonTouched;
  private ReleasedInUse releasedInUse;
  private ReclaimWithoutReference reclaimWithoutReference;
  private WrongVictim wrongVictim;
  private Pressure pressure;
  private OverKill overKill;
  private NeedlessKill needlessKill;
  private FutileKill futileKill;
  private PrematureKill prematureKill;
  private final VaSlotFree vaSlotFree = new VaSlotFree();
  private final LostData lostData = new LostData();
  private final NotBeingReclaimed notBeingReclaimed = new NotBeingReclaimed();
  private LateAllocation lateAllocation;
  private ChildCount childCount;
  private WrongSigbus wrongSigbus;
  private SpuriousEnomem spuriousEnomem;
  private UnlistedPte unlistedPte;

  /** With no event that anybody waits for. */
  public Oracles(Kernel kernel) {
    this(kernel, new Events(kernel, List.of()));
  }

  /**
   * @param events which ones are to be told of
   */
  public Oracles(Kernel kernel, Events events) {
    this.kernel = kernel;
    this.events = events;
  }

  /** Watches this driver, which was built with these oracles as its witness, from now on. */
  public void watch(SgxDriver sgx, Setup setup) {
    stalePte = new StalePte(sgx);
    validPageFreed = new ValidPageFreed(sgx);
    pageFreedTwice = new PageFreedTwice(sgx);
    releasedInUse = new ReleasedInUse(sgx);
    reclaimWithoutReference = new ReclaimWithoutReference();
    wrongVictim = new WrongVictim(sgx);
    pressure = new Pressure(sgx);
    overKill = new OverKill(sgx, pressure);
    needlessKill = new NeedlessKill(pressure);
    futileKill = new FutileKill(pressure);
    prematureKill = new PrematureKill(sgx, pressure);
    poisonTouched = new PoisonTouched(sgx);
    childCount = new ChildCount();
    wrongSigbus = new WrongSigbus();
    atEnd(sgx).forEach(setup::atEnd);
  }

  /**
   * The rules that are broken so often, and with so little harm by themselves, that a scenario has
   * to ask for them: by name, what each demands.
   */
  public static Map<String, String> onDemand() {
    Map<String, String> rules = new LinkedHashMap<>();
    Stream.of(new SpuriousEnomem(null), new UnlistedPte(null), new LateAllocation())
        .forEach(oracle -> rules.put(oracle.name(), oracle.sentence()));
    return rules;
  }

  /**
   * The rules over who is killed, and over what a caller is told: where one is broken, nothing in
   * the kernel is damaged.
   */
  public static Set<String> policy() {
    return Set.of(
        "over-kill",
        "needless-kill",
        "futile-kill",
        "premature-kill",
        "late-allocation",
        "stranded-enclave",
        "wrong-sigbus",
        "spurious-enomem");
  }

  /** Also watches one of {@link #onDemand}; comes after {@link #watch}. */
  public void watchFor(String rule, SgxDriver sgx) {
    switch (rule) {
      case "spurious-enomem" -> spuriousEnomem = new SpuriousEnomem(sgx);
      case "unlisted-pte" -> unlistedPte = new UnlistedPte(sgx);
      case "late-allocation" -> lateAllocation = new LateAllocation();
      default -> throw new IllegalArgumentException("no rule on demand is named " + rule);
    }
  }

  private List<Oracle> atEnd(SgxDriver sgx) {
    return List.of(
        new LostPage(sgx),
        new RefcountLeak(sgx),
        new LostCharge(sgx),
        new StrandedEnclave(sgx, pressure),
        new ZombieSecs(sgx),
        new SwappedPage(sgx),
        new FreePageCount(sgx),
        new IoctlBit(sgx));
  }

  @Override
  public void _allocating(EpcPage page) {
    kernel.observe(poisonedPageAllocated.of(page));
  }

  @Override
  public void _joined(EpcPage page, Encl encl) {
    if (lateAllocation != null) {
      kernel.observe(lateAllocation.of(page, encl));
    }
  }

  @Override
  public void _writingOut(EnclPage page, EpcPage epcPage) {
    kernel.observe(notBeingReclaimed.of(page, epcPage));
  }

  @Override
  public void _isolated(EpcPage page) {
    kernel.observe(poisonTouched.of(page));
  }

  @Override
  public void _freeing(EpcPage page) {
    kernel.observe(stalePte.of(page));
    kernel.observe(validPageFreed.of(page));
    kernel.observe(pageFreedTwice.of(page));
  }

  @Override
  public void _takingVaSlot(Encl encl) {
    kernel.require(vaSlotFree.of(encl));
  }

  @Override
  public void _cannotBeLoaded(EnclPage page) {
    kernel.observe(lostData.of(page));
  }

  @Override
  public void _poisoned(EpcPage page) {
    poisonTouched._poison(page);
  }

  @Override
  public void _mapping(Mm mm, Encl encl, int index) {
    if (unlistedPte != null) {
      kernel.observe(unlistedPte.of(mm, encl, index));
    }
  }

  @Override
  public void _releasing(Encl encl) {
    kernel.observe(releasedInUse.of(encl));
    events._happened(Events.Kind.RELEASE, encl);
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
    if (encl == null) {
      // The killer is about to find that out by itself.
      return;
    }
    kernel.require(wrongVictim.of(encl));
    events._happened(Events.Kind.KILL, encl);
    pressure._kill();
    kernel.observe(overKill.of(encl));
    kernel.observe(needlessKill.of(encl));
    kernel.observe(futileKill.of(encl));
    kernel.observe(prematureKill.of(encl));
  }

  @Override
  public void _unlocking(Encl encl) {
    kernel.observe(childCount.of(encl));
  }

  @Override
  public void _sigbus(Vma vma, int index, int error) {
    kernel.observe(wrongSigbus.of(vma, index, error));
  }

  @Override
  public void _cannotReclaim(EpcCgroup charged) {
    if (spuriousEnomem != null) {
      kernel.observe(spuriousEnomem.of(charged));
    }
  }

  @Override
  public void _evicted(Encl encl, EnclPage page) {
    _happened(Events.Kind.EVICT, Events.Kind.EVICT_SECS, encl, page);
  }

  @Override
  public void _reloaded(Encl encl, EnclPage page) {
    _happened(Events.Kind.RELOAD, Events.Kind.RELOAD_SECS, encl, page);
  }

  private void _happened(Events.Kind kind, Events.Kind ofSecs, Encl encl, EnclPage page) {
    if (page == encl.secs) {
      events._happened(ofSecs, encl);
    } else {
      events._happened(kind, encl, page);
    }
  }

  @Override
  public void _faultsAgain(Encl encl) {
    events._happened(Events.Kind.REFAULT, encl);
  }

  @Override
  public void _getsSigbus(Encl encl) {
    events._happened(Events.Kind.SIGBUS, encl);
  }

  @Override
  public void _outOfMemory(EpcCgroup root, int usage, int limit) {
    if (root == null) {
      pressure._end();
    } else {
      pressure._begin(root, usage, limit);
    }
  }

  /**
   * Every rule's name and what it demands: those of this package, those that the primitives check,
   * and those over all executions together.
   */
  public static Map<String, String> catalog() {
    Map<String, String> rules = new LinkedHashMap<>();
    List<Oracle> own =
        List.of(
            new LostPage(null),
            new RefcountLeak(null),
            new LostCharge(null),
            new StrandedEnclave(null, null),
            new ZombieSecs(null),
            new OverKill(null, null),
            new NeedlessKill(null),
            new FutileKill(null),
            new PrematureKill(null, null),
            new StalePte(null),
            new ValidPageFreed(null),
            new PageFreedTwice(null),
            new PoisonedPageAllocated(),
            new FreePageCount(null),
            new SwappedPage(null),
            new LostData(),
            new VaSlotFree(),
            new NotBeingReclaimed(),
            new ReleasedInUse(null),
            new ReclaimWithoutReference(),
            new ChildCount(),
            new WrongSigbus(),
            new IoctlBit(null));
    own.forEach(oracle -> rules.put(oracle.name(), oracle.sentence()));
    onDemand().forEach((name, sentence) -> rules.put(name, sentence + " (on demand)"));
    rules.put(PoisonTouched.NAME, PoisonTouched.SENTENCE);
    rules.put("wrong-victim", "the OOM killer kills the enclave that it has chosen and pinned");
    rules.put("use-after-free", "nothing that was kfree()d is touched (KASAN)");
    rules.put("double-free", "nothing is kfree()d twice (KASAN)");
    rules.put(Outcome.NULL_DEREFERENCE, "no NULL pointer is followed");
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
    rules.put("lock-order", "locks are taken in one order (lockdep)");
    rules.put(
        "data-race",
        "no plain access races with another access (KCSAN); counted with --races error");
    rules.put("never-happened", "what a scenario is about happens in some execution");
    return rules;
  }
}
