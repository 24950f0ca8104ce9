package epcheck.bench;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Dijkstra's dining philosophers, all of whom take the left fork first, as a model and as the same
 * program in Promela.
 *
 * <p>Both have one step for each of lock left, lock right, unlock right, unlock left, and no other.
 * So their states are the same, one for one: where each philosopher is, and who has which fork.
 *
 * @param count how many there are
 * @param rounds how often each of them eats; one round is one entry point
 * @param hungry so many of them, from the first on, eat once more. One round more for all is ten
 *     times the states or more; this is the finer screw
 */
public record Philosophers(int count, int rounds, int hungry) implements Model {

  @Override
  public void build(Setup setup) {
    Layout globals = setup.kernel().layout(null, "");
    List<Mutex> forks = IntStream.range(0, count).mapToObj(i -> globals.mutex("fork" + i)).toList();
    for (int i = 0; i < count; i++) {
      Mutex left = forks.get(i);
      Mutex right = forks.get((i + 1) % count);
      EntryPoint eat = new EntryPoint("eat", () -> eat(left, right));
      setup.task("philosopher" + i, Collections.nCopies(i < hungry ? rounds + 1 : rounds, eat));
    }
  }

  private static void eat(Mutex left, Mutex right) {
    left.lock();
    right.lock();
    right.unlock();
    left.unlock();
  }

  /**
   * The program for SPIN.
   *
   * <p>Rounds are written out one by one, since a counter would make each state longer. A d_step is
   * one transition, and the cheapest way to say test-and-set. The end is a valid end state that is
   * never left: a process that terminates would add transitions that our tasks do not have.
   */
  String promela() {
    StringBuilder text = new StringBuilder();
    text.append("byte fork[").append(count).append("];\n\n");
    text.append("#define LEFT fork[_pid]\n");
    text.append("#define RIGHT fork[(_pid + 1) % ").append(count).append("]\n\n");
    text.append("inline eat() {\n");
    text.append("  d_step { LEFT == 0 -> LEFT = 1 };\n");
    text.append("  d_step { RIGHT == 0 -> RIGHT = 1 };\n");
    text.append("  RIGHT = 0;\n");
    text.append("  LEFT = 0\n");
    text.append("}\n");
    proctype(text, "hungry", hungry, rounds + 1);
    proctype(text, "other", count - hungry, rounds);
    return text.toString();
  }

  private static void proctype(StringBuilder text, String name, int processes, int meals) {
    if (processes > 0) {
      text.append("\nactive [")
          .append(processes)
          .append("] proctype ")
          .append(name)
          .append("() {\n");
      text.append("  eat();\n".repeat(meals));
      text.append("end: false\n");
      text.append("}\n");
    }
  }

  /** In a few words. */
  String description() {
    String all = count + " philosophers eat " + times(rounds);
    return hungry == 0 ? all : all + ", the first " + hungry + " of them " + times(rounds + 1);
  }

  private static String times(int n) {
    return n == 1 ? "once" : n == 2 ? "twice" : n + " times";
  }
}
