package epcheck.results;

import epcheck.report.Figures;
import epcheck.scenario.RecordedVerdicts.Entry;
import epcheck.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How large a scenario is, and how many states it has.
 *
 * @param pages of all enclaves together, without SECS and VA pages
 * @param epc EPC pages, for each NUMA node
 * @param guests virtual EPCs
 * @param states for each of some revisions; - if there is no verdict
 */
record Bounds(
    String scenario,
    String title,
    int enclaves,
    int pages,
    String epc,
    int guests,
    int tasks,
    int cgroups,
    List<String> states) {

  /**
   * @param verdicts by revision
   * @param revisions whose states are told
   */
  static Bounds of(Scenario scenario, Map<String, Entry> verdicts, List<String> revisions) {
    return new Bounds(
        scenario.name(),
        scenario.title(),
        scenario.enclaves().size(),
        scenario.enclaves().stream().mapToInt(enclave -> enclave.pages().size()).sum(),
        scenario.epcPages().stream().map(String::valueOf).collect(Collectors.joining(" + ")),
        scenario.vepcs().size(),
        scenario.tasks().size(),
        scenario.cgroups().size(),
        revisions.stream().map(verdicts::get).map(Bounds::states).toList());
  }

  private static String states(Entry entry) {
    return entry == null ? "-" : Figures.grouped(entry.states());
  }
}
