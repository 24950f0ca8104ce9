package epcheck.reproduce;

import epcheck.dmesg.Report;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import epcheck.explore.LockUse;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.reproduce.Answer.LinkHere;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lock orders of the drivers in which a reported cycle was looked for and is not. The scenarios
 * of one driver are put together, as a kernel would come to know them; the drivers are not.
 */
final class LockOrders {
  private final Goal goal;
  private final Vocabulary vocabulary;
  private final Map<String, LockUnion> byDriver = new LinkedHashMap<>();
  private final Set<String> incomplete = new TreeSet<>();
  private int cases;
  private int omitted;

  LockOrders(Goal goal, Vocabulary vocabulary) {
    this.goal = goal;
    this.vocabulary = vocabulary;
  }

  /** Adds a case that was explored in full. */
  void add(Case what, Verdict verdict) {
    byDriver.computeIfAbsent(what.driver(), d -> new LockUnion()).add(what.scenario(), verdict);
    cases++;
  }

  /** Takes note of one that was not, so that what its driver lacks is not known. */
  void omit(Case what) {
    incomplete.add(what.driver());
    omitted++;
  }

  int omitted() {
    return omitted;
  }

  /** What to say, if any driver is known well enough. */
  Optional<Answer> answer(Report report) {
    List<String> known =
        byDriver.keySet().stream().filter(driver -> !incomplete.contains(driver)).toList();
    return known.stream()
        .min(
            Comparator.comparingLong((String driver) -> missing(links(byDriver.get(driver))))
                .thenComparing(driver -> !driver.equals(Reproduction.MERGED)))
        .map(nearest -> answer(report, nearest, known));
  }

  private Answer answer(Report report, String nearest, List<String> known) {
    List<String> others = known.stream().filter(driver -> !driver.equals(nearest)).toList();
    return new Answer.OrdersDiffer(
        report,
        goal,
        nearest,
        links(byDriver.get(nearest)),
        others,
        cases,
        List.copyOf(incomplete),
        omitted);
  }

  private static long missing(List<LinkHere> links) {
    return links.stream().filter(link -> link.edge().isEmpty()).count();
  }

  private List<LinkHere> links(LockUnion order) {
    List<LockUnion.Row> rows = order.rows();
    return goal.parties().stream().map(party -> link(party, rows)).toList();
  }

  private LinkHere link(Party party, List<LockUnion.Row> rows) {
    Optional<LockUnion.Row> same = rows.stream().filter(row -> isLink(row, party)).findFirst();
    List<LockEdge> otherwise =
        rows.stream()
            .map(LockUnion.Row::edge)
            .filter(e -> Vocabulary.isSame(e.acquired().lock().name(), party.acquired()))
            .sorted(
                Comparator.comparing((LockEdge e) -> !holdsTheSame(e, party))
                    .thenComparing(e -> !waitsAsIn(e, party)))
            .toList();
    return new LinkHere(
        party,
        same.map(LockUnion.Row::edge),
        same.map(LockUnion.Row::model).orElse(""),
        same.isPresent() ? List.of() : otherwise);
  }

  private boolean isLink(LockUnion.Row row, Party party) {
    return Match.of(List.of(party), List.of(Actor.of(row.edge())), vocabulary).isComplete();
  }

  private static boolean holdsTheSame(LockEdge edge, Party party) {
    return Vocabulary.isSame(edge.held().lock().name(), party.held());
  }

  private static boolean waitsAsIn(LockEdge edge, Party party) {
    return party.synchronizes() == (edge.acquired().use() == LockUse.SYNCHRONIZE);
  }
}
