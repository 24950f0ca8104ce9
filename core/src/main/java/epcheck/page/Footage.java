package epcheck.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.explore.Trace;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Lanes.Piece;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the script of a page is given. Texts recur from step to step and from one counterexample to
 * the next, so each is there once and else a number.
 *
 * <pre>
 * strings[]        the texts; number 0 is the empty one
 * files            for each kernel function the file that it stands in
 * violations[]     those that have a schedule, in the order of the page:
 *   tasks[]        names
 *   tables[]       title, columns[], rows[]
 *   first[]        the text in each cell of all tables before the first step, table by table, row by row
 *   repeatsAfter   as in {@link Film}
 *   steps[]        task (index into tasks), stack[] (functions, innermost first),
 *                  does[] (function, statement, remark; function, ...), changes[] (cell, text; cell, ...)
 * </pre>
 */
final class Footage {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private record Root(
      List<String> strings, Map<String, String> files, List<Counterexample> violations) {}

  private record Counterexample(
      List<String> tasks,
      List<Table> tables,
      List<Integer> first,
      int repeatsAfter,
      List<Step> steps) {}

  private record Step(int task, List<Integer> stack, List<Integer> does, List<Integer> changes) {}

  private final Map<String, String> knownFiles;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<String, String> files = new TreeMap<>();
  private final List<Counterexample> violations = new ArrayList<>();

  /**
   * @param knownFiles for each kernel function the file that it stands in
   */
  Footage(Map<String, String> knownFiles) {
    this.knownFiles = knownFiles;
    number("");
  }

  void add(Violation violation, Film film) {
    Trace trace = violation.trace();
    List<List<Piece>> pieces = Story.inFull(trace, violation.finding());
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < trace.steps().size(); i++) {
      Trace.Step step = trace.steps().get(i);
      List<String> stack =
          step.events().isEmpty() ? violation.finding().stack() : step.events().get(0).stack();
      steps.add(
          new Step(step.task(), stack(stack), does(pieces.get(i)), changes(film.steps().get(i))));
    }
    violations.add(
        new Counterexample(
            trace.tasks(),
            film.tables(),
            film.first().stream().map(this::number).toList(),
            film.repeatsAfter(),
            steps));
  }

  private int number(String text) {
    return numbers.computeIfAbsent(text, t -> numbers.size());
  }

  private List<Integer> stack(List<String> functions) {
    for (String function : functions) {
      if (knownFiles.containsKey(function)) {
        files.put(function, knownFiles.get(function));
      }
    }
    return functions.stream().map(this::number).toList();
  }

  private List<Integer> does(List<Piece> pieces) {
    List<Integer> does = new ArrayList<>();
    for (Piece piece : pieces) {
      does.add(number(piece.function()));
      does.add(number(piece.statement()));
      does.add(number(piece.remark()));
    }
    return does;
  }

  private List<Integer> changes(List<Film.Change> changes) {
    List<Integer> cells = new ArrayList<>();
    for (Film.Change change : changes) {
      cells.add(change.cell());
      cells.add(number(change.value()));
    }
    return cells;
  }

  /** As JSON that a script element of HTML can hold: nothing in it ends the element. */
  String json() {
    try {
      return MAPPER
          .writeValueAsString(new Root(List.copyOf(numbers.keySet()), files, violations))
          .replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
