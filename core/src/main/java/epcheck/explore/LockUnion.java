package epcheck.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The lock order of several models of the same code together, as a kernel that runs all of them
 * would come to know it: a circle may have its edges from as many models. Lock classes of the same
 * name are the same.
 */
public final class LockUnion {
  /**
   * An edge.
   *
   * @param edge as it was first taken; its gates are those of all models
   * @param byModel how it was first taken in each model that takes it, in order
   */
  public record Row(LockEdge edge, Map<String, LockEdge> byModel) {
    /** The first model that takes it. */
    public String model() {
      return byModel.keySet().iterator().next();
    }
  }

  /**
   * A circle.
   *
   * @param model the first one that has all of it, or an empty string
   */
  public record Circle(LockCircle circle, String model) {}

  private final Map<String, Lock> locks = new TreeMap<>();
  private final List<Map<String, LockEdge>> edges = new ArrayList<>();
  private final List<LockCircle> circles = new ArrayList<>();
  private final SectionUnion sections = new SectionUnion();

  /** Adds what the exploration of a model has found out. */
  public void add(String model, Verdict verdict) {
    for (LockEdge edge : verdict.lockOrder()) {
      Stream.of(edge.held().lock(), edge.acquired().lock()).forEach(this::add);
      edges.stream()
          .filter(known -> first(known).isAlso(edge))
          .findFirst()
          .orElseGet(this::newEdge)
          .put(model, edge);
    }
    circles.addAll(verdict.circles());
    sections.add(model, verdict);
  }

  private Map<String, LockEdge> newEdge() {
    Map<String, LockEdge> fresh = new LinkedHashMap<>();
    edges.add(fresh);
    return fresh;
  }

  private static LockEdge first(Map<String, LockEdge> byModel) {
    return byModel.values().iterator().next();
  }

  private void add(Lock lock) {
    locks.merge(lock.name(), lock, LockUnion::merge);
  }

  private static Lock merge(Lock a, Lock b) {
    Set<LockUse> uses = EnumSet.copyOf(a.uses());
    uses.addAll(b.uses());
    return new Lock(
        a.name(),
        a.kind(),
        uses,
        Math.max(a.instances(), b.instances()),
        Math.min(a.rank(), b.rank()));
  }

  /** Every interleaving of all models was covered. */
  public boolean complete() {
    return sections.complete();
  }

  /** How long the locks are held. */
  public SectionUnion sections() {
    return sections;
  }

  /** The lock classes that are in an edge, in the order of the models. */
  public List<Lock> locks() {
    return locks.values().stream().sorted(Comparator.comparingInt(Lock::rank)).toList();
  }

  /** The edges, by the class that is held and then by the one that is acquired. */
  public List<Row> rows() {
    List<Lock> order = locks();
    return found().stream()
        .sorted(
            Comparator.comparingInt((Row row) -> order.indexOf(row.edge.held().lock()))
                .thenComparing(row -> row.edge.held().use())
                .thenComparingInt(row -> order.indexOf(row.edge.acquired().lock()))
                .thenComparing(row -> row.edge.acquired().use()))
        .toList();
  }

  private List<Row> found() {
    return edges.stream().map(byModel -> new Row(merged(byModel), byModel)).toList();
  }

  private LockEdge merged(Map<String, LockEdge> byModel) {
    LockEdge edge = first(byModel);
    List<GateLock> gates =
        byModel.values().stream().map(LockEdge::gates).reduce(GateLocks::common).orElseThrow();
    return new LockEdge(
        edge.task(),
        merged(edge.held()),
        merged(edge.acquired()),
        edge.holding().stream().map(this::merged).toList(),
        gates.stream().map(gate -> new GateLock(merged(gate.lock()), gate.use())).toList());
  }

  private TakenLock merged(TakenLock taken) {
    return new TakenLock(merged(taken.lock()), taken.use(), taken.stack());
  }

  private Lock merged(Lock lock) {
    return locks.getOrDefault(lock.name(), lock);
  }

  /** The circles that the edges make, by lockdep's rule. */
  public List<Circle> circles() {
    List<LockEdge> found = found().stream().map(Row::edge).toList();
    Map<String, LockClass> classes = new LinkedHashMap<>();
    for (Lock lock : locks()) {
      classes.put(lock.name(), new LockClass(classes.size(), lock.name(), lock.kind()));
    }
    Map<Dependency, LockEdge> byDependency = new LinkedHashMap<>();
    for (LockEdge edge : found) {
      byDependency.put(
          new Dependency(
              new HeldLocks.Held(classes.get(edge.held().lock().name()), edge.held().use()),
              new HeldLocks.Held(
                  classes.get(edge.acquired().lock().name()), edge.acquired().use())),
          edge);
    }
    return LockCycle.in(byDependency.keySet()).stream()
        .map(cycle -> cycle.dependencies.stream().map(byDependency::get).toList())
        .map(circle -> circle(circle, found))
        .toList();
  }

  private Circle circle(List<LockEdge> edgesOfIt, List<LockEdge> found) {
    LockEdge closing =
        edgesOfIt.stream().max(Comparator.comparingInt(found::indexOf)).orElseThrow();
    List<LockEdge> turned = turnedAsTold(edgesOfIt);
    return new Circle(
        new LockCircle(turned, closing, GateLocks.of(turned, found)), modelThatTakes(turned));
  }

  /** Where a model has this circle it begins there, so that it has the same name everywhere. */
  private List<LockEdge> turnedAsTold(List<LockEdge> edgesOfIt) {
    for (LockCircle told : circles) {
      int first = indexOf(told.edges().get(0), edgesOfIt);
      if (told.edges().size() == edgesOfIt.size()
          && told.edges().stream().allMatch(edge -> indexOf(edge, edgesOfIt) >= 0)) {
        List<LockEdge> turned = new ArrayList<>(edgesOfIt);
        Collections.rotate(turned, -first);
        return turned;
      }
    }
    return edgesOfIt;
  }

  private static int indexOf(LockEdge edge, List<LockEdge> list) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).isAlso(edge)) {
        return i;
      }
    }
    return -1;
  }

  /** The first model that takes all of these, or an empty string. */
  private String modelThatTakes(List<LockEdge> edgesOfIt) {
    Set<String> models = null;
    for (LockEdge edge : edgesOfIt) {
      for (Map<String, LockEdge> byModel : edges) {
        if (first(byModel).isAlso(edge)) {
          if (models == null) {
            models = new LinkedHashSet<>(byModel.keySet());
          }
          models.retainAll(byModel.keySet());
        }
      }
    }
    return models == null || models.isEmpty() ? "" : models.iterator().next();
  }
}
