package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftPage;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.VaPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives every resident page an EPC page of its own, and sees that the numbers in the file make
 * sense.
 */
final class EpcNumbers {
  private final Draft draft;
  private final Mistakes mistakes;

  /** How many there are in all. */
  private final int pages;

  /** Who has an EPC page: for example {@code A's SECS} or {@code free}. */
  private final Map<Integer, String> holders = new TreeMap<>();

  EpcNumbers(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    pages = draft.epc == null ? 0 : draft.epc.value().stream().mapToInt(Integer::intValue).sum();
  }

  void assign() {
    if (draft.epc == null) {
      return;
    }
    List<DraftPage> resident = new ArrayList<>();
    for (DraftEnclave enclave : draft.enclaves.values()) {
      enclave.all().filter(page -> page.state.isInEpc()).forEach(resident::add);
    }
    draft.vepcs.values().forEach(vepc -> resident.addAll(vepc.resident.values()));
    if (draft.free != null) {
      for (At<Integer> free : draft.free.value()) {
        hold(free.value(), "free", free.at());
      }
    }
    for (DraftPage page : resident) {
      if (page.epc != null) {
        hold(page.epc, page.what, page.epcAt);
      }
    }
    if (resident.size() > pages) {
      mistakes.add(
          draft.epc.at(),
          (draft.vepcs.isEmpty() ? "the enclaves hold " : "the enclaves and virtual EPC hold ")
              + resident.size()
              + " EPC pages, but epc is "
              + pages,
          enough(resident.size()) + " (" + holdings() + ")");
    } else {
      resident.forEach(this::number);
      allFree();
    }
  }

  private static String enough(int needed) {
    return needed > SgxDriver.NR_TO_SCAN
        ? "a scenario has at most " + SgxDriver.NR_TO_SCAN + ": leave some of them out"
        : "write a number of at least " + needed;
  }

  /** Who holds how many: somebody who has counted the pages in the file forgets SECS and VA. */
  private String holdings() {
    Stream<String> enclaves = draft.enclaves.values().stream().map(EpcNumbers::holding);
    Stream<String> vepcs =
        draft.vepcs.values().stream().map(v -> v.name.value() + ": " + v.resident.size());
    return Stream.concat(enclaves, vepcs).collect(Collectors.joining(", "))
        + "; a VA page has "
        + VaPage.SLOT_COUNT
        + " slots";
  }

  private static String holding(DraftEnclave enclave) {
    long secs = Stream.ofNullable(enclave.secs).filter(page -> page.state.isInEpc()).count();
    long pages = enclave.pages.stream().filter(page -> page.state.isInEpc()).count();
    return "%s: %d SECS + %d VA + %d"
        .formatted(enclave.name.value(), secs, enclave.va.size(), pages);
  }

  private void hold(int number, String holder, YamlNode at) {
    if (number >= pages) {
      mistakes.add(
          at,
          (holder.equals("free") ? "the free list" : holder) + ": there is no EPC page " + number,
          "EPC pages go from 0 to " + (pages - 1));
      return;
    }
    String other = holders.putIfAbsent(number, holder);
    if (other != null) {
      mistakes.add(
          at,
          other.equals(holder)
              ? "EPC page " + number + " is in the free list twice"
              : "EPC page " + number + " is " + other + " and " + holder + " at once",
          other.equals(holder) ? "name it once" : "give one of them another number, or none");
    }
  }

  private void number(DraftPage page) {
    if (page.epc != null) {
      return;
    }
    for (int number = 0; number < pages; number++) {
      if (holders.putIfAbsent(number, page.what) == null) {
        page.epc = number;
        return;
      }
    }
    mistakes.add(
        page.at,
        "no EPC page is left for " + page.what,
        draft.free == null || draft.free.value().isEmpty()
            ? "raise epc"
            : "raise epc, or take pages off the free list");
  }

  /** If the file says which pages are free, these must be all that are. */
  private void allFree() {
    if (draft.free == null || !mistakes.none()) {
      return;
    }
    for (int number = 0; number < pages; number++) {
      if (!holders.containsKey(number)) {
        mistakes.add(
            draft.free.at(),
            "EPC page " + number + " is neither free nor any enclave's",
            "add " + number + " to free, or leave free out");
      }
    }
  }
}
