package epcheck.oracle;

import epcheck.sgx.Encl;

/** I9 of the driver: whoever writes a page out finds a VA slot for its version. */
final class VaSlotFree extends Oracle {
  private Encl encl;

  VaSlotFree() {
    super("no-va-slot", "the first of va_pages has a free slot for each page that is written out");
  }

  VaSlotFree of(Encl writing) {
    encl = writing;
    return this;
  }

  @Override
  public String breach() {
    if (encl.vaPages.isEmpty()) {
      return "a page of " + encl + " is written out, but " + encl + "->va_pages is empty";
    }
    return encl.vaPages.firstEntry().isFull()
        ? "a page of " + encl + " is written out, but " + encl.vaPages.firstEntry() + " is full"
        : null;
  }
}
