package epcheck.sgx;

/**
 * The Enclave Page Cache Map: what the hardware knows of each EPC page, and the ENCLS leaves that
 * change it (Intel SDM volume 3D, chapters 34 to 36).
 *
 * <p>An entry is INVALID, or a type, an enclave, an index in it, and whether the page is blocked.
 *
 * <p>Dropped: CPUs inside enclaves. ETRACK and the IPIs of {@code sgx_encl_ewb()} matter only to
 * them: without one, an EWB after EBLOCK and ETRACK succeeds, so the model's EWB of a blocked page
 * does. Also the contents of VA slots and of the backing store, which the driver itself never mixes
 * up as long as its own bookkeeping, modelled, is right.
 */
public class Epcm {
  public static final int INVALID = 0;

  private static final int SECS = 1;
  private static final int REG = 2;
  private static final int VA = 3;
  private static final int TYPE = 3;
  private static final int BLOCKED = 4;

  /** What ENCLS leaves return: 0, or an error. */
  public static final int SUCCESS = 0;

  public static final int CHILD_PRESENT = 13;
  public static final int PAGE_FAULT = 14;

  private final SgxDriver sgx;

  Epcm(SgxDriver sgx) {
    this.sgx = sgx;
  }

  private Encl enclaveOf(int entry) {
    return sgx.enclaves().get(entry >> 4 & 15);
  }

  private static int entry(int type, Encl encl, int index) {
    return type | encl.id << 4 | index << 8;
  }

  static String print(int entry) {
    String type =
        switch (entry & TYPE) {
          case SECS -> "SECS";
          case REG -> "REG";
          case VA -> "VA";
          default -> "INVALID";
        };
    return (entry & BLOCKED) != 0 ? type + " blocked" : type;
  }

  /** Whether the page is VALID, of whatever type. */
  public boolean valid(EpcPage page) {
    return page.epcm.get() != INVALID;
  }

  /** Whether the hardware lets the enclave use this page at this address. */
  boolean usable(EpcPage page, Encl encl, int index) {
    return page.epcm.readOnce() == entry(REG, encl, index);
  }

  /** ECREATE, EPA and EADD as the initial state has them. */
  void add(EpcPage page, EnclPage enclPage, Encl encl) {
    if (enclPage == null) {
      page.epcm.set(entry(VA, encl, 0));
    } else if (enclPage == encl.secs) {
      page.epcm.set(entry(SECS, encl, 0));
    } else {
      page.epcm.set(entry(REG, encl, enclPage.index));
      encl.hardwareChildren.add(1);
    }
  }

  /** EBLOCK: no new translations from here on. */
  int __eblock(EpcPage page) {
    int entry = page.epcm.get();
    if (entry == INVALID) {
      return PAGE_FAULT;
    }
    page.epcm.set(entry | BLOCKED);
    return SUCCESS;
  }

  /** EWB: the page leaves the EPC. The SECS needs to have no child; it is never blocked. */
  int __ewb(EpcPage page) {
    int entry = page.epcm.get();
    if ((entry & TYPE) == SECS) {
      if (enclaveOf(entry).hardwareChildren.get() != 0) {
        return CHILD_PRESENT;
      }
    } else if ((entry & TYPE) == REG && (entry & BLOCKED) != 0) {
      enclaveOf(entry).hardwareChildren.add(-1);
    } else {
      return PAGE_FAULT;
    }
    page.epcm.set(INVALID);
    return SUCCESS;
  }

  /** ELDU: the page is back, under a SECS that must be there unless it is the SECS itself. */
  int __eldu(EpcPage page, EnclPage enclPage, Encl encl, EpcPage secs) {
    if (page.epcm.get() != INVALID) {
      return PAGE_FAULT;
    }
    if (secs == null) {
      page.epcm.set(entry(SECS, encl, 0));
    } else if (secs.epcm.get() != entry(SECS, encl, 0)) {
      return PAGE_FAULT;
    } else {
      page.epcm.set(entry(REG, encl, enclPage.index));
      encl.hardwareChildren.add(1);
    }
    return SUCCESS;
  }

  /** EREMOVE: of an INVALID page a no-op; of a SECS with children an error. */
  int __eremove(EpcPage page) {
    int entry = page.epcm.get();
    int type = entry & TYPE;
    if (type == SECS && enclaveOf(entry).hardwareChildren.get() != 0) {
      return CHILD_PRESENT;
    }
    if (type == REG) {
      enclaveOf(entry).hardwareChildren.add(-1);
    }
    page.epcm.set(INVALID);
    return SUCCESS;
  }
}
