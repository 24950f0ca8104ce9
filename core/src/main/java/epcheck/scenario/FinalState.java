package epcheck.scenario;

import epcheck.kernel.ListHead;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.NumaNode;
import epcheck.sgx.SgxDriver;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a kernel developer would want to know of the state that an execution left, in a line: what
 * became of each enclave and of its pages, and how much EPC is free. For example {@code A killed:
 * SECS resident, 0 mapped by P; 1 free}.
 */
final class FinalState {
  private final SgxDriver sgx;

  FinalState(SgxDriver sgx) {
    this.sgx = sgx;
  }

  String describe() {
    int free = sgx.nodes.stream().mapToInt(FinalState::free).sum();
    return sgx.enclaves().stream().map(this::describe).collect(Collectors.joining("; "))
        + (sgx.enclaves().isEmpty() ? "" : "; ")
        + free
        + " free";
  }

  private String describe(Encl encl) {
    if (!sgx.kernel.isAlive(encl)) {
      return encl + " released";
    }
    String state =
        encl.flags.testBit(Encl.NO_MEMORY)
            ? " killed"
            : encl.flags.testBit(Encl.CREATED) ? "" : " opened";
    String pages =
        IntStream.range(0, encl.pages)
            .mapToObj(i -> i + " " + describe(encl, i))
            .collect(Collectors.joining(", "));
    String secs = encl.flags.testBit(Encl.CREATED) ? "SECS " + describe(encl.secs) : "no SECS";
    return encl + state + ": " + secs + (pages.isEmpty() ? "" : ", " + pages);
  }

  private String describe(Encl encl, int index) {
    EnclPage page = encl.pageArray.load(index);
    List<String> mappedBy =
        sgx.processes().stream()
            .filter(process -> process.mm != null && isMapped(process.mm, encl, index))
            .map(process -> process.name)
            .toList();
    String where = page == null ? "absent" : describe(page);
    return mappedBy.isEmpty()
        ? where
        : (where.equals("resident") ? "" : where + ", ")
            + "mapped by "
            + String.join(" ", mappedBy);
  }

  private boolean isMapped(Mm mm, Encl encl, int index) {
    return sgx.kernel.isAlive(mm) && mm.pageMappedAt(encl, index) >= 0;
  }

  private static String describe(EnclPage page) {
    return page.epcPage.get() == null ? "swapped" : "resident";
  }

  private static int free(NumaNode node) {
    int free = 0;
    ListHead<EpcPage> head = node.freePageList;
    for (ListHead<EpcPage> at = head.next(); at != head; at = at.next()) {
      free++;
    }
    return free;
  }
}
