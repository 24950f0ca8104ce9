package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a reader must see of a trace, so that the rest can be left out: what the tasks tell each
 * other, what the finding is about, what lives and dies, and whatever somebody waits for.
 *
 * <p>An operation is relevant if
 *
 * <ul>
 *   <li>it reads what another task has written, for the first time since then, or is that write;
 *   <li>it reads what another task changes before the reader is done, or is that change;
 *   <li>it touches a variable that the finding names, or that has changed behind a task's back;
 *   <li>it changes a struct with such a variable, or one that the finding names, or moves it to
 *       another list;
 *   <li>it allocates or frees, drops the last reference, or finds that there is none;
 *   <li>it is on a lock that another task waits for.
 * </ul>
 */
final class Relevance {
  private record Read(int task, Trace.Event event) {}

  private record Write(int task, int step, Trace.Event event) {}

  private final Trace trace;
  private final Finding finding;
  private final Sightings sightings;
  private final Set<String> variables = new HashSet<>();
  private final Set<String> structs = new HashSet<>();
  private final Set<String> awaited = new HashSet<>();
  private final IdentityHashMap<Trace.Event, String> origins = new IdentityHashMap<>();
  private final Set<Trace.Event> news = Collections.newSetFromMap(new IdentityHashMap<>());

  Relevance(Trace trace, Finding finding, Sightings sightings) {
    this.trace = trace;
    this.finding = finding;
    this.sightings = sightings;
    for (Trace.Step step : trace.steps()) {
      if (!step.blockedOn().isEmpty()) {
        awaited.add(Names.objectOf(step.blockedOn()));
      }
      step.events().forEach(this::note);
    }
    if (finding.oracle().equals(Outcome.NULL_DEREFERENCE)) {
      suspect(Origin.nullVariable(trace));
    }
    findNews();
  }

  private void note(Trace.Event event) {
    String object = event.object();
    if (!Access.isData(event)) {
      return;
    }
    if (Names.mentions(finding.text(), object)) {
      variables.add(object);
    }
    if (Names.mentions(finding.text(), Names.structOf(object))) {
      structs.add(Names.structOf(object));
    }
    if (!sightings.remark(event).isEmpty() && !Statements.isLink(event)) {
      suspect(object);
    }
  }

  private void suspect(String variable) {
    variables.add(variable);
    structs.add(Names.structOf(variable));
  }

  private void findNews() {
    Map<String, Write> lastWrite = new HashMap<>();
    Map<String, Set<Integer>> knownTo = new HashMap<>();
    Map<String, List<Read>> reads = new HashMap<>();
    for (int i = 0; i < trace.steps().size(); i++) {
      Trace.Step step = trace.steps().get(i);
      int task = step.task();
      for (int e = 0; e < step.events().size(); e++) {
        Trace.Event event = step.events().get(e);
        String variable = Access.variable(event);
        Write write = lastWrite.get(variable);
        if (Access.reads(event)) {
          if (write != null
              && write.task != task
              && knownTo.get(variable).add(task)
              && tells(event, i, e)) {
            news(event, write);
          }
          reads.computeIfAbsent(variable, v -> new ArrayList<>()).add(new Read(task, event));
        } else if (Access.writes(event)) {
          lastWrite.put(variable, new Write(task, i + 1, event));
          knownTo.put(variable, new HashSet<>());
          findStale(reads.getOrDefault(variable, List.of()), task, event);
        }
      }
      if (step.ends()) {
        reads.values().forEach(list -> list.removeIf(read -> read.task == task));
      }
    }
  }

  private void news(Trace.Event event, Write write) {
    news.add(event);
    news.add(write.event);
    String what = Statements.isLink(event) ? "emptied by " : "by ";
    origins.put(event, what + trace.tasks().get(write.task) + " at step " + write.step);
  }

  /** What a task has read and still goes by is wrong from here on. */
  private void findStale(List<Read> reads, int writer, Trace.Event write) {
    for (Read read : reads) {
      boolean changes = !Access.valueAfter(write).equals(read.event.value());
      if (read.task != writer && changes && !Statements.isLink(write)) {
        news.add(read.event);
        news.add(write);
      }
    }
  }

  /**
   * Of the links of a list only those say something that say that it is empty, when it is walked.
   */
  private boolean tells(Trace.Event event, int step, int index) {
    if (!Statements.isLink(event)) {
      return true;
    }
    String prev = event.object().replaceFirst("\\.next$", ".prev");
    return event.object().endsWith(".next")
        && Statements.saysEmpty(event)
        && !objectAfter(step, index).equals(prev);
  }

  /** What the task of a step touches next. */
  private String objectAfter(int step, int index) {
    int task = trace.steps().get(step).task();
    int e = index + 1;
    for (int i = step; i < trace.steps().size(); i++) {
      List<Trace.Event> events = trace.steps().get(i).events();
      if (trace.steps().get(i).task() == task && e < events.size()) {
        return events.get(e).object();
      }
      e = 0;
    }
    return "";
  }

  boolean of(Trace.Event event) {
    if (news.contains(event) || awaited.contains(event.object())) {
      return true;
    }
    return switch (event.op()) {
      case "KFREE", "KZALLOC" -> true;
      case "KREF_PUT" -> event.value().equals("0") || concerns(event);
      case "KREF_GET_UNLESS_ZERO" -> event.before().isEmpty() || concerns(event);
      default -> Access.isData(event) && concerns(event);
    };
  }

  private boolean concerns(Trace.Event event) {
    boolean link = Statements.isLink(event);
    return (variables.contains(event.object()) && !link)
        || (!Access.reads(event) && !link && structs.contains(Names.structOf(event.object())));
  }

  /** The same of a statement, which may be an operation on a list. */
  boolean of(Statements.Statement statement) {
    return statement.events().stream().anyMatch(this::of)
        || (!statement.node().isEmpty() && structs.contains(Names.structOf(statement.node())));
  }

  /**
   * Whether a step has to be told by itself. A link of a list that is written alone is a part of an
   * operation on the list, and told with the steps around it.
   */
  boolean tellsAlone(Trace.Step step) {
    return Statements.of(step.events()).stream()
        .anyMatch(
            statement ->
                of(statement) && (!statement.isLinkWrite() || !statement.node().isEmpty()));
  }

  /**
   * Where the value that a task reads first comes from, or what it knew instead; an empty string if
   * that is known.
   */
  String remark(Statements.Statement statement) {
    for (Trace.Event event : statement.events()) {
      String remark = sightings.remark(event);
      if (!remark.isEmpty()) {
        return remark;
      }
    }
    return origins.getOrDefault(statement.event(), "");
  }
}
