package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.List;

/** A trace as a picture: a lane for each task, a row for each step. */
public final class Interleaving {
  /** A finding that is told in more characters is told below the lanes only. */
  private static final int SHORT = 60;

  /** After so many lines elsewhere the function is named once more. */
  private static final int FORGOTTEN = 8;

  private final Trace trace;
  private final Finding finding;
  private final boolean full;
  private final Holdings holdings;
  private final Relevance relevance;
  private final Switches switches;
  private final Fold fold;
  private final List<Integer> laneOf = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private Lanes lanes;

  // What the reader of each lane knows by now.
  private final List<List<String>> stacks = new ArrayList<>();
  private final List<String> functions = new ArrayList<>();
  private final List<Integer> lastLine = new ArrayList<>();
  private final List<String> heldShown = new ArrayList<>();
  private final List<Boolean> inCall = new ArrayList<>();

  /**
   * @param full tells every operation of every step
   */
  public Interleaving(Trace trace, Finding finding, boolean full) {
    this.trace = trace;
    this.finding = finding;
    this.full = full;
    this.holdings = new Holdings(trace);
    this.relevance = new Relevance(trace, finding, new Sightings(trace));
    this.switches = new Switches(trace, finding, holdings);
    this.fold = new Fold(trace, holdings, relevance);
    for (int t = 0; t < trace.tasks().size(); t++) {
      int task = t;
      boolean takesPart = trace.steps().stream().anyMatch(step -> step.task() == task);
      laneOf.add(takesPart ? names.size() : -1);
      if (takesPart) {
        names.add(trace.tasks().get(t));
      }
      stacks.add(List.of());
      functions.add("");
      lastLine.add(0);
      heldShown.add("");
      inCall.add(false);
    }
  }

  /** The names of the tasks that take part, lane by lane. */
  public List<String> names() {
    return names;
  }

  /** Draws it, once. */
  public void drawOn(Lanes paper) {
    lanes = paper;
    int i = 0;
    while (i < trace.steps().size()) {
      if (switches.before(i)) {
        lanes.change(switches.reason(i));
      }
      int folded = full ? 0 : fold.length(i);
      if (folded > 0) {
        int task = trace.steps().get(i).task();
        lanes.folded(laneOf.get(task), i + 1, i + folded, fold.line(i, folded));
        told(task);
        i += folded;
      } else {
        step(i);
        i++;
      }
    }
    if (!trace.steps().isEmpty()) {
      lastWord();
    }
  }

  private void step(int i) {
    Trace.Step step = trace.steps().get(i);
    int task = step.task();
    if (!inCall.get(task)) {
      lanes.call(laneOf.get(task), step.call().isEmpty() ? "(runs)" : step.call() + ":");
      told(task);
      inCall.set(task, true);
      stacks.set(task, List.of());
      functions.set(task, "");
    }
    if (step.ends()) {
      inCall.set(task, false);
    }
    if (crashesAtOnce(i)) {
      return;
    }
    String held = String.join(", ", holdings.after(i, task));
    boolean tell = !held.equals(heldShown.get(task)) || switches.before(i);
    heldShown.set(task, held);
    lanes.step(laneOf.get(task), i + 1, pieces(step), tell ? held : "");
    told(task);
  }

  /** The last step does nothing but go wrong. */
  private boolean crashesAtOnce(int i) {
    return i == trace.steps().size() - 1
        && trace.steps().get(i).events().isEmpty()
        && !finding.stack().isEmpty();
  }

  /** What a step does, as far as it is worth telling; at least one statement. */
  private List<Lanes.Piece> pieces(Trace.Step step) {
    List<Statements.Statement> statements = Statements.of(step.events());
    if (statements.isEmpty()) {
      return List.of(new Lanes.Piece("", step.ends() ? "return" : "...", ""));
    }
    enter(step.task(), statements.get(0).event().stack());
    List<Lanes.Piece> pieces = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    String function = statements.get(0).event().function();
    for (Statements.Statement statement : statements) {
      if (!worthTelling(statement)) {
        continue;
      }
      Trace.Event event = statement.event();
      String text = statement.text();
      if (event.op().endsWith("LOCK") && !event.op().contains("UNLOCK")) {
        taken.add(event.object());
      } else if (event.op().endsWith("UNLOCK") && taken.remove(event.object())) {
        text = text.substring(0, text.indexOf('('));
      }
      String where = "";
      if (!event.function().equals(function) && !event.function().isEmpty()) {
        function = event.function();
        where = function;
      }
      pieces.add(new Lanes.Piece(where, text, relevance.remark(statement)));
    }
    return pieces;
  }

  private boolean worthTelling(Statements.Statement statement) {
    return full
        || statement.point()
        || statement.event().op().endsWith("UNLOCK")
        || relevance.of(statement);
  }

  /** Names the kernel functions that the task has entered since its last step, outermost first. */
  private void enter(int task, List<String> stack) {
    List<String> before = stacks.get(task);
    int common = 0;
    while (common < Math.min(before.size(), stack.size())
        && outer(before, common).equals(outer(stack, common))) {
      common++;
    }
    boolean forgotten = lanes.length() - lastLine.get(task) >= FORGOTTEN;
    String innermost = stack.isEmpty() ? "" : stack.get(0);
    if (!innermost.equals(functions.get(task)) || common < stack.size() || forgotten) {
      List<String> entered = new ArrayList<>();
      for (int i = Math.min(common, stack.size() - 1); i >= 0 && i < stack.size(); i++) {
        entered.add(outer(stack, i) + "()");
      }
      if (!entered.isEmpty()) {
        lanes.functions(laneOf.get(task), entered);
        told(task);
      }
    }
    stacks.set(task, stack);
    functions.set(task, innermost);
  }

  private static String outer(List<String> stack, int i) {
    return stack.get(stack.size() - 1 - i);
  }

  /**
   * What goes wrong, where it goes wrong, if that is in a function rather than in the state that is
   * left.
   */
  private void lastWord() {
    Trace.Step last = trace.steps().get(trace.steps().size() - 1);
    if (finding.stack().isEmpty() || WaitForTable.explains(finding)) {
      return;
    }
    enter(last.task(), finding.stack());
    int number = crashesAtOnce(trace.steps().size() - 1) ? trace.steps().size() : 0;
    String text = finding.text().length() > SHORT ? finding.oracle() : finding.text();
    lanes.wrong(laneOf.get(last.task()), number, text);
  }

  private void told(int task) {
    lastLine.set(task, lanes.length());
  }
}
