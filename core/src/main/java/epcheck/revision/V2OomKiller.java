package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.Mm;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;

/**
 * The EPC OOM killer of v2 (main.c, v2 14/18): frees all that the enclave has, with {@code
 * encl->lock} held. Marks the enclave before it looks whether that is created; does not look
 * whether it was killed before; and calls every victim that it finds a success.
 *
 * <p>{@code sgx_oom_encl()} and {@code sgx_oom_encl_page()} are void in v2; what they return here
 * is not looked at.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V2OomKiller extends OomKiller {
  public V2OomKiller(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public boolean sgxOomGetRef(EpcPage epcPage) {
    Encl encl;
    if ((epcPage.flags.get() & V2PageFlags.ENCLAVE) != 0) {
      encl = epcPage.enclPage().encl.get();
    } else if ((epcPage.flags.get() & V2PageFlags.VERSION_ARRAY) != 0) {
      encl = epcPage.encl();
    } else {
      return false;
    }
    boolean ref = encl.refcount.getUnlessZero();
    if (ref) {
      sgx.witness._victimChosen(epcPage, encl);
    }
    return ref;
  }

  /**
   * {@code sgx_epc_oom_zap()}: gives up if the first VMA that {@code find_vma()} returns is not the
   * enclave's; later ones are taken as long as they are VMAs of enclaves.
   *
   * <p>Dropped: what the posted loop does past the end of such a run (it zaps one VMA of whatever
   * kind behind each): no other memory is modelled.
   */
  @Override
  public void sgxEpcOomZap(Encl owner, Mm mm) {
    Vma first = findVma(mm, owner);
    if (first == null || first.vmPrivateData.get() != owner) {
      return;
    }
    for (int i = 0; i < mm.vmas().size(); i++) {
      Vma vma = mm.vmas().get(i);
      int range = vma.mapped.get();
      if (range != 0 && Vma.enclId(range) == owner.id) {
        sgx.mm.unmapVmas(vma);
      }
    }
  }

  /** {@code find_vma()}: the first one that ends behind the first address of the enclave. */
  @KernelFile("mm/mmap.c")
  private static Vma findVma(Mm mm, Encl owner) {
    Vma found = null;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i < mm.vmas().size(); i++) {
      Vma vma = mm.vmas().get(i);
      int range = vma.mapped.get();
      if (range != 0 && Vma.enclId(range) >= owner.id && range < lowest) {
        found = vma;
        lowest = range;
      }
    }
    return found;
  }

  @Override
  public boolean sgxOomEncl(Encl encl) {
    sgx.witness._killing(encl);
    encl.flags.setBit(Encl.NO_MEMORY);
    if (encl.flags.testBit(Encl.CREATED)) {
      sgxOomEncl_zap(encl);
      encl.lock.lock();
      ((V2Lifecycle) sgx.lifecycle).sgxEnclDestroy(encl);
      encl.lock.unlock();
    }
    sgx.lifecycle._krefPut(encl);
    return true;
  }

  @Override
  public boolean sgxEpcOom(LruLists lru) {
    lru.lock.lock();
    EpcPage victim = sgxOomGetVictim(lru);
    lru.lock.unlock();
    if (victim == null) {
      return false;
    }
    if ((victim.flags.get() & V2PageFlags.ENCLAVE) != 0) {
      sgxOomEnclPage(victim.enclPage());
    } else if ((victim.flags.get() & V2PageFlags.VERSION_ARRAY) != 0) {
      sgxOomEncl(victim.encl());
    } else {
      sgx.kernel.warnOn(true, "the victim page has no owner bit");
    }
    return true;
  }
}
