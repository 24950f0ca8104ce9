package epcheck.dmesg;

import epcheck.dmesg.ScenarioStep.Verb;
import java.util.ArrayList;
import java.util.List;

/** Reads lockdep's unsafe locking scenario. */
final class ScenarioReader {
  /** The column of CPU0 begins at 2, that of CPU1 at 31; a mail may have moved both. */
  private static final int BETWEEN_COLUMNS = 16;

  private final List<ScenarioStep> steps = new ArrayList<>();
  private boolean open;

  boolean read(LogLine line) {
    String text = line.text();
    if (text.startsWith("Possible ") && text.contains("unsafe locking scenario")) {
      open = true;
      return true;
    }
    if (text.equals("*** DEADLOCK ***")) {
      open = false;
      return true;
    }
    return open && (text.startsWith("CPU0") || text.startsWith("----") || readStep(line));
  }

  private boolean readStep(LogLine line) {
    String text = line.text();
    int cpu = line.indent() < BETWEEN_COLUMNS ? 0 : 1;
    if (text.equals("<Interrupt>")) {
      return steps.add(new ScenarioStep(cpu, Verb.INTERRUPT, Lock.UNKNOWN));
    }
    if (text.equals("local_irq_disable();")) {
      return steps.add(new ScenarioStep(cpu, Verb.IRQ_DISABLE, Lock.UNKNOWN));
    }
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    Verb verb = open < 0 ? null : verb(text.substring(0, open));
    if (verb == null || close < open) {
      return false;
    }
    Lock lock = Lock.ofName(text.substring(open + 1, close));
    return steps.add(new ScenarioStep(cpu, verb, lock));
  }

  private static Verb verb(String word) {
    return switch (word) {
      case "lock" -> Verb.LOCK;
      case "rlock" -> Verb.RLOCK;
      case "sync" -> Verb.SYNC;
      case "unlock" -> Verb.UNLOCK;
      default -> null;
    };
  }

  List<ScenarioStep> steps() {
    return steps;
  }
}
