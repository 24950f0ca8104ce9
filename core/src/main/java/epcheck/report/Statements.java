package epcheck.report;

import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one step as C statements with the values that they saw or left. What list.h does to
 * a list is one statement again, and so is {@code x |= y}.
 */
public final class Statements {
  /**
   * One statement.
   *
   * @param events the operations that it is made of
   * @param point this is where the scheduler let the task go on
   * @param node the node that an operation on a list moves, without its ampersand, or an empty
   *     string
   */
  record Statement(List<Trace.Event> events, String text, boolean point, String node) {
    /** The operation that it is known by: the last one. */
    Trace.Event event() {
      return events.get(events.size() - 1);
    }

    boolean isLinkWrite() {
      return isLink(event()) && !isRead(event());
    }
  }

  private static final String POISON = "LIST_POISON";

  private final List<Trace.Event> events;
  private final List<Statement> out = new ArrayList<>();
  private int at;

  private Statements(List<Trace.Event> events) {
    this.events = events;
  }

  /** What a step does, statement by statement. */
  public static List<String> texts(Trace.Step step) {
    return of(step.events()).stream().map(Statement::text).toList();
  }

  /**
   * The statements that these events of one task make up; the first is where the scheduler let it
   * go on.
   */
  static List<Statement> of(List<Trace.Event> events) {
    Statements statements = new Statements(events);
    while (statements.at < events.size()) {
      statements.next();
    }
    return statements.out;
  }

  private void next() {
    Trace.Event event = events.get(at);
    boolean point = out.isEmpty();
    if (unlink(point) || link(point)) {
      return;
    }
    int from = at;
    if (isRead(event) && !isLink(event) && sameObject(at + 1, "WRITE", event.object())) {
      at++;
    }
    out.add(statement(from, at + 1, text(events.get(at)), point, ""));
    at++;
  }

  private Statement statement(int from, int to, String text, boolean point, String node) {
    return new Statement(List.copyOf(events.subList(from, to)), text, point, node);
  }

  // ---- list.h

  /**
   * {@code list_del()} and its family: two reads, then {@code __list_del()}, then what happens to
   * the node's links.
   */
  private boolean unlink(boolean point) {
    if (!isLinkOp(at, "READ", ".next") || !isLinkOp(at + 1, "READ", ".prev")) {
      return false;
    }
    String node = node(at);
    String after = events.get(at).value();
    String before = events.get(at + 1).value();
    if (!node.equals(node(at + 1))
        || !writes(at + 2, after, ".prev", before)
        || !writes(at + 3, before, ".next", after)) {
      return false;
    }
    int from = at;
    at += 4;
    String name = "__list_del_entry(" + node + ")";
    if (writes(at, node, ".next", POISON) && writes(at + 1, node, ".prev", POISON)) {
      name = "list_del(" + node + ")";
      at += 2;
    } else if (writes(at, node, ".next", node) && writes(at + 1, node, ".prev", node)) {
      name = "list_del_init(" + node + ")";
      at += 2;
    } else if (writes(at, node, ".prev", POISON)) {
      name = "list_del_rcu(" + node + ")";
      at++;
    } else {
      String added = added();
      if (added != null && added.contains("(" + node + ", ")) {
        name = added.replace("list_add", "list_move");
      }
    }
    out.add(statement(from, at, name, point, node.substring(1)));
    return true;
  }

  private boolean link(boolean point) {
    int from = at;
    String added = added();
    if (added != null) {
      String node = added.substring(added.indexOf('&') + 1, added.indexOf(','));
      out.add(statement(from, at, added, point, node));
    }
    return added != null;
  }

  /**
   * {@code list_add()} and its family: a read of the head, then {@code __list_add()}; null if it is
   * something else.
   */
  private String added() {
    boolean first = isLinkOp(at, "READ", ".next");
    if (!first && !isLinkOp(at, "READ", ".prev")) {
      return null;
    }
    String head = node(at);
    String neighbour = events.get(at).value();
    String before = first ? head : neighbour;
    String after = first ? neighbour : head;
    if (at + 4 >= events.size()) {
      return null;
    }
    String rcu = "";
    String node = events.get(at + 1).value();
    boolean plain =
        writes(at + 1, after, ".prev", node)
            && writes(at + 2, node, ".next", after)
            && writes(at + 3, node, ".prev", before)
            && writes(at + 4, before, ".next", node);
    if (!plain) {
      // list_add_rcu() publishes the node before the next one points back to it.
      node = events.get(at + 3).value();
      rcu = "_rcu";
      if (!writes(at + 1, node, ".next", after)
          || !writes(at + 2, node, ".prev", before)
          || !writes(at + 3, before, ".next", node)
          || !writes(at + 4, after, ".prev", node)) {
        return null;
      }
    }
    at += 5;
    return "list_add" + (first ? "" : "_tail") + rcu + "(" + node + ", " + head + ")";
  }

  private boolean isLinkOp(int i, String op, String link) {
    return i < events.size()
        && events.get(i).op().startsWith(op)
        && events.get(i).object().endsWith(link)
        && isLink(events.get(i));
  }

  private boolean writes(int i, String node, String link, String value) {
    return isLinkOp(i, "WRITE", link)
        && node(i).equals(node)
        && events.get(i).value().equals(value);
  }

  private String node(int i) {
    String object = events.get(i).object();
    return "&" + object.substring(0, object.length() - ".next".length());
  }

  /** Whether an event is an access to a link of a list. */
  static boolean isLink(Trace.Event event) {
    return (event.object().endsWith(".next") || event.object().endsWith(".prev"))
        && (event.value().startsWith("&") || event.value().equals(POISON));
  }

  /**
   * Whether a link of a list says that the list is empty: it leads back to the head that it is in.
   */
  static boolean saysEmpty(Trace.Event event) {
    String object = event.object();
    return isLink(event)
        && event.value().equals("&" + object.substring(0, object.length() - ".next".length()));
  }

  // ---- all else

  static boolean isRead(Trace.Event event) {
    return event.op().equals("READ") || event.op().equals("READ_ONCE");
  }

  private boolean sameObject(int i, String op, String object) {
    return i < events.size()
        && events.get(i).op().equals(op)
        && events.get(i).object().equals(object);
  }

  private static String text(Trace.Event event) {
    String statement = event.statement();
    String value = event.value();
    return switch (event.op()) {
      case "READ", "READ_ONCE", "TEST_BIT" -> statement + " == " + value;
      case "TEST_AND_SET_BIT" -> statement + " == " + value;
      case "WRITE" -> (statement + value + was(event)).strip();
      case "WRITE_ONCE" -> statement.replaceFirst("\\)$", "") + ", " + value + ")" + was(event);
      case "ADD_RETURN", "KREF_GET", "KREF_PUT" -> statement + ": " + change(event);
      case "KREF_GET_UNLESS_ZERO" ->
          event.before().isEmpty()
              ? statement + " fails, it is 0"
              : statement + ": " + change(event);
      case "SPIN_TRYLOCK", "MUTEX_TRYLOCK" -> statement + " == " + value;
      case "QUEUE_WORK" -> statement + (value.equals("false") ? ": already pending" : "");
      case "CANCEL_WORK_SYNC" -> statement + (value.equals("false") ? ": not pending" : "");
      case "KZALLOC" -> value.isEmpty() ? statement : value + " = " + statement;
      case "DOWN_WRITE", "DOWN_WRITE_NESTED" ->
          statement + (value.isEmpty() ? "" : " [" + value + "]");
      default -> statement;
    };
  }

  private static String change(Trace.Event event) {
    return event.before().isEmpty() ? event.value() : event.before() + " -> " + event.value();
  }

  private static String was(Trace.Event event) {
    return event.before().isEmpty() || event.before().equals(event.value())
        ? ""
        : " (was " + event.before() + ")";
  }
}
