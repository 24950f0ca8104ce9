package epcheck.dmesg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a log on its way, reading it ends, and what is read is sound. */
class MutatedReportsPropertyTest {
  /** So many at a time: a property of jqwik costs more than a report. */
  private static final int BATCH = 200;

  private static final String[] PIECES = {
    "\n",
    " ",
    "\r\n",
    "\t",
    "(",
    ")",
    "){",
    "}-{",
    "{+.+.}",
    "#0: ",
    "-> #",
    "-> #1 (",
    ", at: ",
    "at:",
    "> ",
    "<4>",
    "[    1.234567] ",
    "[    1.234567][  T12] ",
    "Call Trace:\n",
    " <TASK>\n",
    "held by x/1:\n",
    "INFO: task x:1 blocked for more than 9 seconds.\n",
    "INFO: task ",
    "WARNING: ",
    "BUG: KASAN: ",
    "BUG: KCSAN: data-race in ",
    "------------[ cut here ]------------\n",
    "====================",
    "999999999999999999999",
    "-1",
    "/",
    ":",
    "+0x1/0x2",
    "? ",
    " [inline]",
    "[<",
    ">]",
    "\u0000",
    "\ufffd",
    "\ud83d\ude00",
    "\u001b[",
    "\u001b",
    "\u2028",
    " is trying to acquire lock:\n",
    "CPU: 1 PID: 2 Comm: c Not tainted 6.1.0 #1\n",
    "RIP: ",
    " by task ",
    " to ",
    " -> ",
    "Possible unsafe locking scenario:\n",
    "lock(",
    "rlock();\n",
    "blocked on a mutex likely owned by task ",
    "Kernel panic - not syncing",
    "task: state:",
  };

  private static final List<String> SEEDS = Samples.names().stream().map(Samples::ours).toList();

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void mutated(@ForAll long seed) {
    batch(seed);
  }

  @Property(tries = 2000)
  void garbage(@ForAll("garbage") String log) {
    isSound(log);
  }

  @Property(tries = 1000)
  void anyText(@ForAll String log) {
    isSound(log);
  }

  @Test
  @Tag("nightly")
  void manyMutated() {
    for (long seed = 0; seed < 1_000; seed++) {
      batch(seed);
    }
  }

  /** Lines that make a parser look far ahead, or back, or again and again. */
  @Test
  void longLinesOfOnePieceTakeNoTime() {
    Assertions.assertTimeout(
        java.time.Duration.ofSeconds(10),
        () -> {
          for (String piece : PIECES) {
            isSound(
                "WARNING: possible circular locking dependency detected\n" + piece.repeat(6_000));
            isSound("INFO: task " + piece.repeat(20_000) + " blocked for more than 1 seconds.");
            isSound((" #0: (" + piece + "\n").repeat(1_000));
          }
        });
  }

  @Provide
  Arbitrary<String> garbage() {
    return Arbitraries.of(PIECES).list().ofMaxSize(60).map(pieces -> String.join("", pieces));
  }

  private static void batch(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < BATCH; i++) {
      isSound(mutate(random));
    }
  }

  private static String mutate(Random random) {
    StringBuilder log = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = 1 + random.nextInt(5); i > 0 && !log.isEmpty(); i--) {
      int at = random.nextInt(log.length());
      int end = Math.min(log.length(), at + 1 + random.nextInt(40));
      switch (random.nextInt(8)) {
        case 0 -> log.setLength(at);
        case 1 -> log.delete(at, end);
        case 2 -> log.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> log.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        case 4 -> log.insert(random.nextInt(log.length()), log.substring(at, end));
        case 5 -> splice(log, at, random);
        case 6 -> rewrap(log, 50 + random.nextInt(40));
        default -> log.setCharAt(at, (char) random.nextInt(0x180));
      }
    }
    return log.toString();
  }

  private static void splice(StringBuilder log, int at, Random random) {
    String other = SEEDS.get(random.nextInt(SEEDS.size()));
    log.setLength(at);
    log.append(other, random.nextInt(other.length()), other.length());
  }

  /** As a mail client does. */
  private static void rewrap(StringBuilder log, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : log.toString().split("\n", -1)) {
      String rest = line;
      while (rest.length() > width && rest.lastIndexOf(' ', width) > 0) {
        int blank = rest.lastIndexOf(' ', width);
        lines.add(rest.substring(0, blank));
        rest = rest.substring(blank + 1);
      }
      lines.add(rest);
    }
    log.setLength(0);
    log.append(String.join("\n", lines));
  }

  private static void isSound(String log) {
    long lines = 1;
    for (int at = log.indexOf('\n'); at >= 0; at = log.indexOf('\n', at + 1)) {
      lines++;
    }
    for (Report report : KernelLog.reports(log)) {
      if (report.firstLine() < 1
          || report.lastLine() < report.firstLine()
          || report.lastLine() > lines
          || report.headline().isBlank()) {
        assertThat(report.source()).as(log).isNull();
      }
      for (Complaint complaint : report.complaints()) {
        boolean placed = complaint.line() >= report.firstLine() && complaint.line() <= lines;
        if (!placed || complaint.text().isBlank()) {
          assertThat(complaint).as(log).isNull();
        }
      }
    }
  }
}
