package epcheck.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import epcheck.explore.Lock;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.LockSection;
import epcheck.explore.SectionUnion;
import epcheck.explore.TakenLock;
import java.util.List;
import java.util.Locale;

/**
 * Edges and cycles of a lock order in JSON.
 *
 * <pre>
 * edge      held, acquired (see lock), task (who took it first),
 *           gates[] (classes that were held every time that it was taken, in any execution), each with
 *           lock (name) and use (exclusive: held by a writer every time; shared, recursive: by a reader)
 * lock      name (of the class), kind (spin_lock | mutex | rw_semaphore | srcu | work),
 *           use (exclusive | shared | recursive | synchronize), stack[] (innermost first)
 * cycle     locks[] (names), edges[], closing (index into edges: the one that was found last),
 *           gates[] (names of locks because of which no schedule deadlocks on it)
 * section   lock (see there; stack[]: where it was acquired), task, scenario,
 *           steps (of the holder, from the one that acquires to the one that releases),
 *           atLeast (there may be longer ones: the search was not complete, or loops),
 *           loops (a retry loop in a section of the class counts as its last pass)
 * </pre>
 */
public final class LockNodes {
  private LockNodes() {}

  /** The fields of an edge. */
  public static void add(ObjectNode node, LockEdge edge) {
    add(node.putObject("held"), edge.held());
    add(node.putObject("acquired"), edge.acquired());
    node.put("task", edge.task());
    ArrayNode gates = node.putArray("gates");
    edge.gates()
        .forEach(
            gate ->
                gates.addObject().put("lock", gate.lock().name()).put("use", lower(gate.use())));
  }

  private static void add(ObjectNode node, TakenLock taken) {
    node.put("name", taken.lock().name());
    node.put("kind", lower(taken.lock().kind()));
    node.put("use", lower(taken.use()));
    taken.stack().forEach(node.putArray("stack")::add);
  }

  /** The fields of a cycle. */
  public static void add(ObjectNode node, LockCircle circle) {
    List<LockEdge> edges = circle.edges();
    ArrayNode locks = node.putArray("locks");
    edges.forEach(edge -> locks.add(edge.held().lock().name()));
    ArrayNode array = node.putArray("edges");
    edges.forEach(edge -> add(array.addObject(), edge));
    node.put("closing", edges.indexOf(circle.closing()));
    circle.gates().stream().map(Lock::name).forEach(node.putArray("gates")::add);
  }

  /** The fields of a section. */
  public static void add(ObjectNode node, SectionUnion.Row row) {
    LockSection section = row.section();
    add(node.putObject("lock"), section.taken());
    node.put("task", section.task());
    node.put("scenario", row.model());
    node.put("steps", section.steps());
    node.put("atLeast", row.atLeast());
    node.put("loops", section.loops());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
