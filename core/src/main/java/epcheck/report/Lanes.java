package epcheck.report;

import java.util.List;

/** What a counterexample is drawn on: a lane for each task that takes part, numbered from 0. */
public interface Lanes {
  /**
   * What a step does, or a part of it.
   *
   * @param function the kernel function that does it, if that is news; else empty
   * @param remark where a value comes from, or what the task knew instead; else empty
   */
  record Piece(String function, String statement, String remark) {}

  /** The task begins a call: {@code close(fd):}. */
  void call(int lane, String call);

  /** The task enters kernel functions, outermost first. */
  void functions(int lane, List<String> names);

  /**
   * A step.
   *
   * @param number counted from 1
   * @param held the locks that the task holds from here on, if that is news; else empty
   */
  void step(int lane, int number, List<Piece> pieces, String held);

  /** Steps that are told in one line for all of them. */
  void folded(int lane, int first, int last, String line);

  /** Another task runs from here on. */
  void change(String why);

  /**
   * What goes wrong, where it does.
   *
   * @param number that of the step, or 0 if the step was told
   */
  void wrong(int lane, int number, String what);

  /** How many lines there are by now. */
  int length();
}
