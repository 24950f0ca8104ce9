package epcheck.page;

import epcheck.explore.Lock;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import epcheck.explore.LockUse;
import epcheck.explore.TakenLock;
import epcheck.explore.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lock order as an arc diagram: the lock classes stand below each other, each below all that it
 * is taken under, as far as that is possible, so that an arc leads down from what is held to what
 * is acquired. Those of a cycle are told apart, and at least one of them leads up; one that leads
 * up makes no cycle if readers do not keep each other out. An arc that follows from others is
 * faint.
 *
 * @param right where the names end
 */
record LockPicture(
    int width,
    int height,
    int right,
    boolean cycle,
    List<Node> nodes,
    List<Arc> arcs,
    List<Edge> edges) {
  private static final int ROW = 26;
  private static final int LETTER = 8;
  private static final int GAP = 14;
  private static final int NEAR = 18;
  private static final int FARTHER = 12;
  private static final int ASIDE = 4;

  record Node(String name, int y) {}

  /**
   * @param kind {@code cycle}, {@code implied} or {@code direct}, and {@code read} if a reader
   *     holds
   * @param path as in an attribute {@code d} of SVG
   */
  record Arc(String kind, String path, String title) {}

  /** The same in words. */
  record Edge(String held, String acquired, String by, boolean cycle) {}

  /** Null if no lock was taken with another one held. */
  static LockPicture of(String what, Verdict verdict) {
    LockUnion union = new LockUnion();
    union.add(what, verdict);
    List<LockEdge> edges = union.rows().stream().map(LockUnion.Row::edge).toList();
    return edges.isEmpty() ? null : new Drawing(union, edges).picture();
  }

  /** The picture as it comes into being. */
  private static final class Drawing {
    private final List<LockEdge> edges;
    private final Set<LockEdge> red;
    private final List<String> order = new ArrayList<>();
    private final Map<String, Set<String>> under = new LinkedHashMap<>();

    Drawing(LockUnion union, List<LockEdge> edges) {
      this.edges = edges;
      red =
          union.circles().stream()
              .flatMap(found -> found.circle().edges().stream())
              .collect(Collectors.toSet());
      union.locks().forEach(lock -> under.put(lock.name(), new HashSet<>()));
      for (LockEdge edge : edges) {
        under.get(held(edge)).add(acquired(edge));
      }
      sort(union.locks().stream().map(Lock::name).toList());
    }

    /** Always next the class that is taken under the fewest of those that are left. */
    private void sort(List<String> names) {
      List<String> left = new ArrayList<>(names);
      while (!left.isEmpty()) {
        String next = left.get(0);
        for (String name : left) {
          next = above(name, left) < above(next, left) ? name : next;
        }
        left.remove(next);
        order.add(next);
      }
    }

    private long above(String name, List<String> left) {
      return left.stream().filter(o -> !o.equals(name) && under.get(o).contains(name)).count();
    }

    LockPicture picture() {
      int baseline = GAP + LETTER * order.stream().mapToInt(String::length).max().orElse(0);
      Map<String, Arc> arcs = new LinkedHashMap<>();
      int reach = 0;
      for (LockEdge edge : edges) {
        String key = held(edge) + " " + acquired(edge);
        if (!arcs.containsKey(key) || red.contains(edge)) {
          arcs.put(key, new Arc(kind(edge), path(baseline, edge), title(edge)));
        }
        reach = Math.max(reach, bulge(edge));
      }
      List<Node> nodes = order.stream().map(name -> new Node(name, y(name))).toList();
      return new LockPicture(
          baseline + reach + GAP,
          ROW * order.size(),
          baseline - GAP / 2,
          !red.isEmpty(),
          nodes,
          List.copyOf(arcs.values()),
          edges.stream().map(this::told).toList());
    }

    private String kind(LockEdge edge) {
      String reads = edge.held().use() == LockUse.EXCLUSIVE ? "" : " read";
      if (red.contains(edge)) {
        return "cycle" + reads;
      }
      return (leads(held(edge), acquired(edge)) ? "implied" : "direct") + reads;
    }

    /** Whether there is a way down that takes more than one edge. */
    private boolean leads(String from, String to) {
      return under.get(from).stream()
          .filter(next -> isAbove(from, next) && isAbove(next, to))
          .anyMatch(next -> under.get(next).contains(to) || leads(next, to));
    }

    private boolean isAbove(String one, String other) {
      return order.indexOf(one) < order.indexOf(other);
    }

    private int y(String name) {
      return ROW * order.indexOf(name) + ROW / 2;
    }

    private int bulge(LockEdge edge) {
      int rows = Math.abs(order.indexOf(held(edge)) - order.indexOf(acquired(edge)));
      return NEAR + FARTHER * rows;
    }

    private String path(int baseline, LockEdge edge) {
      boolean up = isAbove(acquired(edge), held(edge));
      int from = y(held(edge)) + (up ? -ASIDE : ASIDE);
      int to = y(acquired(edge)) + (up ? ASIDE : -ASIDE);
      int control = baseline + bulge(edge) * 4 / 3;
      return "M" + baseline + " " + from + "C" + control + " " + from + " " + control + " " + to
          + " " + baseline + " " + to;
    }

    private Edge told(LockEdge edge) {
      return new Edge(text(edge.held()), text(edge.acquired()), edge.task(), red.contains(edge));
    }

    private static String title(LockEdge edge) {
      return text(edge.held()) + ", then " + text(edge.acquired()) + ", by " + edge.task();
    }

    private static String text(TakenLock taken) {
      return taken.lock().name()
          + how(taken.use())
          + (taken.function().isEmpty() ? "" : " in " + taken.function() + "()");
    }

    private static String how(LockUse use) {
      return switch (use) {
        case EXCLUSIVE -> "";
        case SHARED, RECURSIVE -> " (read)";
        case SYNCHRONIZE -> " (waits for its readers)";
      };
    }

    private static String held(LockEdge edge) {
      return edge.held().lock().name();
    }

    private static String acquired(LockEdge edge) {
      return edge.acquired().lock().name();
    }
  }
}
