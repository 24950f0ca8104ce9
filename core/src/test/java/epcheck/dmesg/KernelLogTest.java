package epcheck.dmesg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole logs: several reports, torn ones, endless ones. */
class KernelLogTest {
  /** The same text again and again, of which no more than a piece is ever in memory. */
  private static final class Repeated extends InputStream {
    private final byte[] piece;
    private long left;

    Repeated(String piece, long bytes) {
      this.piece = piece.getBytes(StandardCharsets.UTF_8);
      left = bytes / this.piece.length * this.piece.length;
    }

    @Override
    public int read() {
      return left == 0 ? -1 : piece[(int) ((piece.length - left-- % piece.length) % piece.length)];
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int at = (int) ((piece.length - left % piece.length) % piece.length);
      int count = (int) Math.min(Math.min(length, piece.length - at), left);
      System.arraycopy(piece, at, to, offset, count);
      left -= count;
      return count;
    }

    long pieces() {
      return left / piece.length;
    }
  }

  @Test
  void allReportsOfALogInOrder() {
    // Two logs of hung tasks, one after the other, are one report.
    List<String> names =
        Samples.names().stream().filter(name -> !name.startsWith("hung-6")).toList();
    String log = names.stream().map(Samples::ours).collect(Collectors.joining("\n"));
    List<Report> reports = KernelLog.reports(log);
    List<Report> alone = new ArrayList<>();
    names.forEach(name -> alone.addAll(KernelLog.reports(Samples.ours(name))));
    assertThat(reports).hasSize(alone.size());
    List<String> lines = log.lines().toList();
    for (Report report : reports) {
      assertThat(report.firstLine()).isLessThan(report.lastLine());
      String head = report.headline().substring(0, Math.min(20, report.headline().length()));
      assertThat(lines.subList((int) report.firstLine() - 1, (int) report.lastLine()))
          .anyMatch(line -> line.contains(head));
    }
    assertThat(reports)
        .extracting(Report::headline)
        .containsExactlyInAnyOrderElementsOf(alone.stream().map(Report::headline).toList());
  }

  @Test
  void reportsOfTwoCpusInterleaved() {
    List<String> one = Samples.ours("cycle-6.13.txt").lines().toList();
    List<String> two = Samples.ours("hung-6.16.txt").lines().toList();
    List<String> both = new ArrayList<>();
    for (int i = 0; i < Math.max(one.size(), two.size()); i++) {
      if (i < one.size()) {
        both.add(one.get(i));
      }
      if (i < two.size()) {
        both.add(two.get(i));
      }
    }
    List<Report> reports = KernelLog.reports(String.join("\n", both));
    assertThat(reports).hasSize(2);
    for (Report report : reports) {
      String name = report instanceof LockCycle ? "cycle-6.13.txt" : "hung-6.16.txt";
      assertThat(Rendered.contents(List.of(report)))
          .isEqualTo(Rendered.contents(KernelLog.reports(Samples.ours(name))));
    }
  }

  @Test
  void theNextRoundOfHungTasksIsAnotherReport() {
    String round = Samples.ours("hung-commit-message.txt");
    List<Report> reports = KernelLog.reports(round + round);
    assertThat(reports).hasSize(2);
    assertThat(((HungTasks) reports.get(1)).tasks()).hasSize(2);
  }

  @Test
  void tornCyclesSayWhatTheyLack() {
    List<String> lines = Samples.ours("cycle-6.13.txt").lines().toList();
    // Cut in the middle of the entry #1.
    LockCycle torn =
        Samples.only(KernelLog.reports(String.join("\n", lines.subList(0, 28))), LockCycle.class);
    assertThat(torn.chain()).extracting(LockCycle.Link::number).containsExactly(2, 1);
    assertThat(torn.complaints())
        .extracting(Complaint::toString)
        .contains("line 24: entry #1 is the last; #0 is missing")
        .contains("line 28: the stack backtrace is missing");
    // Without the line of the entry #1.
    List<String> without = new ArrayList<>(lines);
    assertThat(without.remove(23)).contains("-> #1");
    LockCycle gap = Samples.only(KernelLog.reports(String.join("\n", without)), LockCycle.class);
    assertThat(gap.complaints())
        .extracting(Complaint::toString)
        .contains("line 17: entry #2 is followed by #0");
  }

  @Test
  void garbledLocksAreComplainedAboutWhereTheyStand() {
    String log =
        Samples.ours("cycle-6.13.txt")
            .replace("-> #1 (&mm->mmap_lock){++++}", "-> #1 (&mm->mm\ufffd\ufffd")
            .replace(" #0: ffff9c01044179d0 (&encl->lock){+.+.}", " #0: ffff9c0104");
    LockCycle cycle = Samples.only(KernelLog.reports(log), LockCycle.class);
    assertThat(cycle.chain().get(1).lock()).isEqualTo(Lock.UNKNOWN);
    assertThat(cycle.complaints()).extracting(Complaint::line).containsExactly(24L, 55L, 54L);
    assertThat(cycle.complaints())
        .extracting(Complaint::text)
        .anyMatch(text -> text.startsWith("this entry of the chain is not readable: -> #1"))
        .anyMatch(text -> text.startsWith("this held lock is not readable: #0: ffff9c0104"));
  }

  @Test
  void longLinesAreCutAndThatIsSaid() {
    String log =
        Samples.ours("refcount.txt")
            .replace("Modules linked in:", "Modules linked in: " + "module ".repeat(100_000));
    Warning report = Samples.only(KernelLog.reports(log), Warning.class);
    assertThat(report.isRefcount()).isTrue();
    assertThat(report.complaints())
        .containsExactly(
            new Complaint(4, "the line is longer than 4096 characters; the rest is not read"));
  }

  @Test
  void anEndlessReportIsCutAndThatIsSaid() throws IOException {
    String head = Samples.ours("oops-null.txt").lines().limit(11).collect(Collectors.joining("\n"));
    InputStream endless =
        new java.io.SequenceInputStream(
            new java.io.ByteArrayInputStream((head + "\n").getBytes(StandardCharsets.UTF_8)),
            new Repeated(" epc_recurse+0x10/0x20\n", 4_000_000));
    List<Report> reports = new ArrayList<>();
    KernelLog.scan(endless, reports::add);
    Oops report = Samples.only(reports, Oops.class);
    assertThat(report.stack().size()).isBetween(1000, KernelLog.REPORT_LIMIT / 64);
    assertThat(report.complaints())
        .extracting(Complaint::text)
        .containsExactly("the report is longer than 2097152 characters; the rest is not read");
  }

  @Test
  void aReportIsGivenWhenItIsOverAndNotAtTheEndOfTheLog() throws IOException {
    Repeated log = new Repeated(Samples.ours("kasan-use-after-free.txt"), 1_000_000);
    long all = log.pieces();
    List<Long> left = new ArrayList<>();
    KernelLog.scan(log, report -> left.add(log.pieces()));
    assertThat(left).hasSize((int) all);
    assertThat(left.get(0)).isGreaterThan(all / 2);
  }

  @Test
  void proseAndBytesAreNoReports() {
    assertThat(KernelLog.reports("")).isEmpty();
    assertThat(KernelLog.reports("\n\n\r\n\u0000\n>\n> >\n[\n[ ]\n<\n")).isEmpty();
    assertThat(
            KernelLog.reports(
                "The task may be blocked for more than 120 seconds.\n"
                    + "We saw a possible circular locking dependency detected by lockdep\n"
                    + "WARNING: this is no warning of the kernel\nINFO: task\nBUG: none\n"))
        .isEmpty();
  }

  @Test
  void tenMegabytes() {
    scanned(10_000_000, Duration.ofSeconds(20));
  }

  @Test
  @Tag("nightly")
  void hundredMegabytes() {
    scanned(100_000_000, Duration.ofSeconds(60));
  }

  /** Half of it reports, half of it something else. */
  private static void scanned(long bytes, Duration limit) {
    String reports = Samples.names().stream().map(Samples::ours).collect(Collectors.joining("\n"));
    String noise =
        IntStream.range(0, 600)
            .mapToObj(
                i -> "[  10.%06d][  T%d] audit: type=1400 op=open name=\"x\"\n".formatted(i, i))
            .collect(Collectors.joining());
    int each = KernelLog.reports(reports + noise).size();
    Repeated log = new Repeated(reports + noise, bytes);
    long pieces = log.pieces();
    long[] seen = {0};
    Assertions.assertTimeout(limit, () -> KernelLog.scan(log, report -> seen[0]++));
    assertThat(seen[0]).isEqualTo(pieces * each);
  }
}
