package epcheck.explore;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Lock classes that are taken in a circle, as a verdict tells of them.
 *
 * @param edges in order: each acquires what the next one holds, the last one what the first one
 *     holds. The first one's held class is the one that comes first in the model
 * @param closing the edge that was found last
 * @param gates the locks because of which no schedule deadlocks on it; empty if there are none, or
 *     if not every schedule was looked at
 */
public record LockCircle(List<LockEdge> edges, LockEdge closing, List<Lock> gates) {
  public LockCircle {
    edges = List.copyOf(edges);
    gates = List.copyOf(gates);
  }

  /** What tells this circle from others: its classes. */
  public String site() {
    return edges.stream()
        .map(edge -> edge.held().lock().name())
        .collect(Collectors.joining(" -> "));
  }

  /** Whether this is what a finding is about. */
  public boolean isToldBy(Finding finding) {
    return finding.oracle().equals(LockCycle.ORACLE) && finding.site().equals(site());
  }

  /** The same circle, with the gates of all edges that there are. */
  LockCircle withGatesOf(List<LockEdge> order) {
    List<LockEdge> gated = edges.stream().map(edge -> gated(edge, order)).toList();
    return new LockCircle(gated, gated.get(edges.indexOf(closing)), GateLocks.of(gated, order));
  }

  private static LockEdge gated(LockEdge edge, List<LockEdge> order) {
    return order.stream()
        .filter(edge::isAlso)
        .findFirst()
        .map(known -> edge.withGates(known.gates()))
        .orElse(edge);
  }

  /** The same circle, of which it is not known that no schedule deadlocks on it. */
  LockCircle withoutGates() {
    return new LockCircle(edges, closing, List.of());
  }

  /** What to report. */
  Finding finding() {
    String what =
        edges.size() == 1
            ? "possible recursive locking: "
            : "possible circular locking dependency: ";
    return new Finding(
        LockCycle.ORACLE,
        what + edges.stream().map(LockCircle::inWords).collect(Collectors.joining("; ")),
        closing.acquired().stack(),
        site());
  }

  private static String inWords(LockEdge edge) {
    TakenLock held = edge.held();
    TakenLock acquired = edge.acquired();
    boolean waits = acquired.use() == LockUse.SYNCHRONIZE;
    boolean same = held.lock().name().equals(acquired.lock().name()) && !waits;
    return edge.task()
        + " holds "
        + inWords(held)
        + (waits ? " and waits for " : " and takes ")
        + (same ? "another " : "")
        + inWords(acquired);
  }

  private static String inWords(TakenLock taken) {
    List<String> stack = taken.stack();
    return taken.lock()
        + (taken.use().reads() ? " as a reader" : "")
        + (stack.isEmpty() ? "" : " in " + String.join("() <- ", stack) + "()");
  }
}
