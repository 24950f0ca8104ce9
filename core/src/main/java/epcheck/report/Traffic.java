package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Through which objects the tasks of a trace meet: those that several of them touch and at least
 * one changes, those that somebody waits for, and those that the finding names. All else a reader
 * may skip.
 */
final class Traffic {
  /** What a task knows of a variable, and since which step. */
  private record Sight(String value, int step) {}

  private static final Set<String> LOCKS =
      Set.of(
          "SPIN_LOCK",
          "SPIN_TRYLOCK",
          "SPIN_UNLOCK",
          "MUTEX_LOCK",
          "MUTEX_TRYLOCK",
          "MUTEX_UNLOCK",
          "DOWN_READ",
          "UP_READ",
          "DOWN_WRITE",
          "DOWN_WRITE_QUEUED",
          "UP_WRITE",
          "SRCU_READ_LOCK",
          "SRCU_READ_UNLOCK",
          "BH_DISABLE",
          "BH_ENABLE",
          "CPU_RELAX");

  private static final Set<String> READS =
      Set.of("READ", "READ_ONCE", "TEST_BIT", "SYNCHRONIZE_SRCU", "AWAIT");

  private static final Set<String> WRITES = Set.of("WRITE", "WRITE_ONCE");

  private final Set<String> shared = new HashSet<>();
  private final Set<String> met = new HashSet<>();
  private final IdentityHashMap<Trace.Event, String> remarks = new IdentityHashMap<>();

  Traffic(Trace trace, Finding finding) {
    Map<String, Set<Integer>> touched = new HashMap<>();
    Set<String> written = new HashSet<>();
    for (Trace.Step step : trace.steps()) {
      for (Trace.Event event : step.events()) {
        if (LOCKS.contains(event.op())) {
          continue;
        }
        touched.computeIfAbsent(event.object(), o -> new HashSet<>()).add(step.task());
        if (!READS.contains(event.op())) {
          written.add(event.object());
        }
      }
    }
    touched.forEach(
        (object, tasks) -> {
          boolean changes = written.contains(object);
          if ((changes && tasks.size() > 1) || names(finding.text(), object)) {
            shared.add(object);
          } else if (changes && names(finding.text(), structOf(object))) {
            met.add(object);
          }
        });
    for (Trace.Step step : trace.steps()) {
      if (!step.blockedOn().isEmpty()) {
        met.add(objectOf(step.blockedOn()));
      }
    }
    remember(trace);
  }

  /** Whether a reader must see what is done to this object. */
  boolean matters(Trace.Event event) {
    return met.contains(event.object())
        || shared.contains(event.object())
        || event.op().equals("KFREE")
        || event.op().equals("KZALLOC");
  }

  /** Whether a reader must see what is found here: somebody else may have put it there. */
  boolean tells(Trace.Event event) {
    return shared.contains(event.object());
  }

  /** What has changed since the task looked last, or an empty string. */
  String remark(Trace.Event event) {
    return remarks.getOrDefault(event, "");
  }

  /**
   * Notes, for each read of something that another task has changed since this one saw it last,
   * that it has.
   */
  private void remember(Trace trace) {
    List<Map<String, Sight>> seen = new ArrayList<>();
    trace.tasks().forEach(task -> seen.add(new HashMap<>()));
    Map<String, String> changedBy = new HashMap<>();
    for (int i = 0; i < trace.steps().size(); i++) {
      Trace.Step step = trace.steps().get(i);
      Map<String, Sight> mine = seen.get(step.task());
      for (Trace.Event event : step.events()) {
        String what = variable(event);
        String value = value(event);
        if (value.isEmpty()) {
          continue;
        }
        Sight before = mine.get(what);
        boolean reads = READS.contains(event.op());
        String found = reads ? value : event.before();
        if ((reads || WRITES.contains(event.op()))
            && before != null
            && !found.isEmpty()
            && !before.value.equals(found)) {
          String verb = reads ? "was " : "it saw ";
          String by = changedBy.getOrDefault(what, "");
          remarks.put(event, verb + before.value + " at step " + before.step + by);
        }
        if (!reads && !event.before().equals(value)) {
          changedBy.put(
              what, "; " + trace.tasks().get(step.task()) + " changed it at step " + (i + 1));
        }
        mine.put(what, new Sight(value, i + 1));
      }
      if (step.ends()) {
        mine.clear();
      }
    }
  }

  /** The variable of an event: a bit of a word of flags is one of its own. */
  private static String variable(Trace.Event event) {
    return switch (event.op()) {
      case "TEST_BIT", "SET_BIT", "CLEAR_BIT", "TEST_AND_SET_BIT" ->
          event.statement().substring(event.statement().indexOf('(') + 1);
      default -> event.object();
    };
  }

  private static String value(Trace.Event event) {
    return switch (event.op()) {
      case "CLEAR_BIT" -> "0";
      case "SET_BIT", "TEST_AND_SET_BIT" -> "1";
      case "READ", "READ_ONCE", "TEST_BIT", "WRITE", "WRITE_ONCE", "KREF_GET", "KREF_PUT" ->
          event.value();
      default -> "";
    };
  }

  /** The struct that a variable belongs to: {@code A} of {@code A->flags}. */
  static String structOf(String object) {
    int arrow = object.indexOf("->");
    return arrow < 0 ? object : object.substring(0, arrow);
  }

  /** The object of a statement: {@code A->lock} of {@code mutex_lock(&A->lock)}. */
  static String objectOf(String statement) {
    int open = statement.indexOf('(');
    int close = statement.indexOf(')', open + 1);
    if (open < 0 || close < 0) {
      return statement;
    }
    String argument = statement.substring(open + 1, close);
    return argument.startsWith("&") ? argument.substring(1) : argument;
  }

  /** Whether a text names an object, rather than one whose name contains its name. */
  static boolean names(String text, String object) {
    return Pattern.compile("(?<![\\w#>])" + Pattern.quote(object) + "(?!\\w|->)")
        .matcher(text)
        .find();
  }
}
