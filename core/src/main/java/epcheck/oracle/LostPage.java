package epcheck.oracle;

import epcheck.kernel.ListHead;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.NumaNode;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.VaPage;
import epcheck.sgx.Vepc;
import java.util.Arrays;
import java.util.List;

/**
 * I1 and I2 of the driver: at rest every EPC page is either free or held by one enclave that is
 * alive.
 */
final class LostPage extends Oracle {
  private final SgxDriver sgx;

  LostPage(SgxDriver sgx) {
    super("lost-page", "at rest every EPC page is free, or held by one live enclave");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    String[] place = new String[sgx.epc.size()];
    String twice = null;
    for (NumaNode node : sgx.nodes) {
      for (ListHead<EpcPage> free : List.of(node.freePageList, node.sgxPoisonPageList)) {
        String name = free == node.freePageList ? "the free list" : "the poison list";
        int length = 0;
        for (ListHead<EpcPage> at = free.next(); at != free; at = at.next()) {
          if (++length > sgx.epc.size()) {
            return name + " is corrupted: it never comes back to its head";
          }
          twice = put(place, at.entry(), name, twice);
        }
      }
    }
    for (Encl encl : sgx.enclaves()) {
      if (!sgx.kernel.isAlive(encl)) {
        continue;
      }
      for (int i = 0; i < encl.pageArray.size(); i++) {
        EnclPage entry = encl.pageArray.load(i);
        if (entry != null) {
          twice = put(place, entry.epcPage.get(), "enclave " + encl, twice);
        }
      }
      twice = put(place, encl.secs.epcPage.get(), encl + "->secs", twice);
      for (ListHead<VaPage> at = encl.vaPages.next(); at != encl.vaPages; at = at.next()) {
        twice = put(place, at.entry().epcPage.get(), "va_pages of " + encl, twice);
      }
    }
    for (Vepc vepc : sgx.virtualEpc._all()) {
      if (!sgx.kernel.isAlive(vepc)) {
        continue;
      }
      for (int i = 0; i < vepc.pageArray.size(); i++) {
        twice = put(place, vepc.pageArray.load(i), "virtual EPC " + vepc, twice);
      }
    }
    ListHead<EpcPage> zombies = sgx.virtualEpc.zombieSecsPages;
    for (ListHead<EpcPage> at = zombies.next(); at != zombies; at = at.next()) {
      twice = put(place, at.entry(), "zombie_secs_pages", twice);
    }
    int lost = Arrays.asList(place).indexOf(null);
    return lost >= 0 ? sgx.epc.get(lost) + " is lost: neither free nor held by any enclave" : twice;
  }

  private static String put(String[] place, EpcPage page, String where, String twice) {
    if (page == null) {
      return twice;
    }
    String before = place[page.index];
    place[page.index] = where;
    return before == null ? twice : page + " is in two places: " + before + " and " + where;
  }
}
