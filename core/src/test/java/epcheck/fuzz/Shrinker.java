package epcheck.fuzz;

import epcheck.fuzz.Program.Guard;
import epcheck.fuzz.Program.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Makes programs smaller, so that a person can see why one of them differs. */
final class Shrinker {
  private Shrinker() {}

  /** All programs that are one thing smaller, the much smaller ones first. */
  static List<Program> smaller(Program p) {
    List<Program> out = new ArrayList<>();
    if (p.tasks().size() > 1) {
      for (int t = 0; t < p.tasks().size(); t++) {
        out.add(withTasks(p, without(p.tasks(), t)));
      }
    }
    for (int t = 0; t < p.tasks().size(); t++) {
      List<List<Statement>> calls = p.tasks().get(t);
      int task = t;
      if (calls.size() > 1) {
        for (int c = 0; c < calls.size(); c++) {
          out.add(withTasks(p, with(p.tasks(), t, without(calls, c))));
        }
      }
      for (int c = 0; c < calls.size(); c++) {
        int call = c;
        each(
            calls.get(c),
            body -> out.add(withTasks(p, with(p.tasks(), task, with(calls, call, body)))));
      }
    }
    for (int w = 0; w < p.works().size(); w++) {
      int work = w;
      each(
          p.works().get(w),
          body ->
              out.add(
                  new Program(
                      p.seed(),
                      p.guards(),
                      p.guardedList(),
                      p.krefAtStart(),
                      p.tasks(),
                      with(p.works(), work, body),
                      p.callbacks())));
    }
    for (int c = 0; c < p.callbacks().size(); c++) {
      int callback = c;
      each(
          p.callbacks().get(c),
          body ->
              out.add(
                  new Program(
                      p.seed(),
                      p.guards(),
                      p.guardedList(),
                      p.krefAtStart(),
                      p.tasks(),
                      p.works(),
                      with(p.callbacks(), callback, body))));
    }
    if (!p.guards().equals(Collections.nCopies(Program.INTS, Guard.NONE))) {
      out.add(
          new Program(
              p.seed(),
              Collections.nCopies(Program.INTS, Guard.NONE),
              Guard.NONE,
              p.krefAtStart(),
              p.tasks(),
              p.works(),
              p.callbacks()));
    }
    return out;
  }

  private static Program withTasks(Program p, List<List<List<Statement>>> tasks) {
    return new Program(
        p.seed(), p.guards(), p.guardedList(), p.krefAtStart(), tasks, p.works(), p.callbacks());
  }

  /** Each block that lacks one statement, or has a branch in the place of its if. */
  private static void each(List<Statement> block, Consumer<List<Statement>> use) {
    for (int i = 0; i < block.size(); i++) {
      use.accept(without(block, i));
    }
    for (int i = 0; i < block.size(); i++) {
      Statement s = block.get(i);
      int at = i;
      if (s.kind() == Program.Kind.IF) {
        use.accept(spliced(block, i, s.body()));
        use.accept(spliced(block, i, s.otherwise()));
        each(
            s.body(),
            body ->
                use.accept(
                    with(
                        block,
                        at,
                        new Statement(s.kind(), s.a(), s.b(), s.reg(), body, s.otherwise()))));
        each(
            s.otherwise(),
            body ->
                use.accept(
                    with(
                        block,
                        at,
                        new Statement(s.kind(), s.a(), s.b(), s.reg(), s.body(), body))));
      }
    }
  }

  private static List<Statement> spliced(List<Statement> block, int at, List<Statement> in) {
    List<Statement> copy = new ArrayList<>(block.subList(0, at));
    copy.addAll(in);
    copy.addAll(block.subList(at + 1, block.size()));
    return copy;
  }

  private static <T> List<T> without(List<T> list, int index) {
    List<T> copy = new ArrayList<>(list);
    copy.remove(index);
    return copy;
  }

  private static <T> List<T> with(List<T> list, int index, T element) {
    List<T> copy = new ArrayList<>(list);
    copy.set(index, element);
    return copy;
  }
}
