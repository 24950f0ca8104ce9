package epcheck.reproduce;

import epcheck.dmesg.Frame;
import epcheck.dmesg.Wait;
import java.util.List;

/**
 * What a report says of one who is involved: a blocked task, a link of a lock cycle, an access.
 *
 * @param line of the input
 * @param who as the report names it: {@code ksgxswapd:181}, {@code -> #1}
 * @param waits for what it waits; OTHER if that is not told
 * @param acquired the lock class that it takes, as lockdep names it, or an empty string
 * @param held the one that it holds meanwhile, or an empty string
 * @param synchronizes it waits for all readers of what it acquires, as {@code synchronize_srcu()}
 * @param frames the call chain, innermost first
 */
public record Party(
    long line,
    String who,
    Wait waits,
    String acquired,
    String held,
    boolean synchronizes,
    List<String> frames) {
  public Party {
    who = who.isEmpty() ? "a task without a name" : who;
    frames = List.copyOf(frames);
  }

  static Party of(long line, String who, Wait waits, List<Frame> stack) {
    return new Party(line, who, waits, "", "", false, functions(stack));
  }

  /** The functions of a stack, without those of which it is not certain that they were called. */
  static List<String> functions(List<Frame> stack) {
    return stack.stream()
        .filter(frame -> frame.known() && !frame.uncertain())
        .map(Frame::function)
        .toList();
  }

  /** The same for so many more tasks that wait at the same place. */
  Party alsoFor(int more) {
    return new Party(
        line, who + " and " + more + " more", waits, acquired, held, synchronizes, frames);
  }

  /** Whether it is told by locks, so that its call chain may be another one. */
  boolean isToldByLocks() {
    return !acquired.isEmpty();
  }
}
