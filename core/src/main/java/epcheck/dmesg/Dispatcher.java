package epcheck.dmesg;

import epcheck.dmesg.ReportReader.Use;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sees where reports begin and end, and gives each line to the report that it may belong to. Where
 * the log tells who printed a line, the reports of several CPUs may be interleaved.
 */
final class Dispatcher {
  /** After so many lines that are not of a report, it is over. */
  private static final int LONGEST_GAP = 200;

  /** More reports are not written at the same time. */
  private static final int MOST_OPEN = 8;

  /** What a line costs beside its characters. */
  private static final int PER_LINE = 64;

  private static final class Open {
    final ReportReader reader;
    final long first;
    long last;
    int size;

    Open(ReportReader reader, long first, LogLine header) {
      this.reader = reader;
      this.first = first;
      this.last = header.last();
    }
  }

  private final Consumer<Report> sink;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private LogLine rule;

  Dispatcher(Consumer<Report> sink) {
    this.sink = sink;
  }

  void line(LogLine line) {
    closeStale(line);
    ReportKind kind = ReportKind.of(line.text());
    Open report = open.get(line.caller());
    if (kind != null && (report == null || !report.reader.goesOnWith(kind, line))) {
      if (report != null) {
        close(line.caller());
      }
      begin(kind, line);
    } else if (report != null) {
      read(report, line);
    }
    if (!line.blank()) {
      rule = line.isRule() ? line : null;
    }
  }

  void end() {
    while (!open.isEmpty()) {
      close(open.keySet().iterator().next());
    }
  }

  private void begin(ReportKind kind, LogLine line) {
    if (kind == ReportKind.BLOCKER) {
      return;
    }
    if (open.size() == MOST_OPEN) {
      close(open.keySet().iterator().next());
    }
    boolean ruled = rule != null && rule.caller().equals(line.caller());
    Open report = new Open(reader(kind, line), ruled ? rule.number() : line.number(), line);
    report.reader.complainIfCut(line);
    open.put(line.caller(), report);
  }

  private void read(Open report, LogLine line) {
    Use use = report.reader.read(line);
    if (use == Use.TAKEN || use == Use.LAST) {
      report.last = line.last();
      report.size += line.text().length() + PER_LINE;
      report.reader.whole().complainIfCut(line);
    }
    if (report.size > KernelLog.REPORT_LIMIT) {
      report
          .reader
          .whole()
          .complain(
              line.number(),
              "the report is longer than "
                  + KernelLog.REPORT_LIMIT
                  + " characters; the rest is not read");
      close(line.caller());
    } else if (use == Use.LAST || use == Use.OVER) {
      close(line.caller());
    }
  }

  private void closeStale(LogLine line) {
    if (open.isEmpty()) {
      return;
    }
    for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
      Open report = all.next();
      if (line.number() - report.last > LONGEST_GAP) {
        all.remove();
        emit(report);
      }
    }
  }

  private void close(String caller) {
    emit(open.remove(caller));
  }

  private void emit(Open report) {
    sink.accept(report.reader.whole().close(report.first, report.last));
  }

  private static ReportReader reader(ReportKind kind, LogLine line) {
    return switch (kind) {
      case LOCK_CYCLE -> new LockCycleReader(line);
      case LOCK_RECURSION -> new LockRecursionReader(line);
      case IRQ_INVERSION -> new IrqLockReader(line, IrqLockReport.Kind.INVERSION);
      case IRQ_BAD_DEPENDENCY -> new IrqLockReader(line, IrqLockReport.Kind.BAD_DEPENDENCY);
      case IRQ_INCONSISTENT_STATE -> new IrqLockReader(line, IrqLockReport.Kind.INCONSISTENT_STATE);
      case BAD_UNLOCK_BALANCE -> new LockMisuseReader(line, LockMisuse.Kind.BAD_UNLOCK_BALANCE);
      case HELD_LOCK_FREED -> new LockMisuseReader(line, LockMisuse.Kind.HELD_LOCK_FREED);
      case INVALID_WAIT_CONTEXT -> new LockMisuseReader(line, LockMisuse.Kind.INVALID_WAIT_CONTEXT);
      case LOCK_HELD_ON_RETURN -> new LockMisuseReader(line, LockMisuse.Kind.LOCK_HELD_ON_RETURN);
      case SUSPICIOUS_RCU_USAGE -> new LockMisuseReader(line, LockMisuse.Kind.SUSPICIOUS_RCU_USAGE);
      case SLEEP_IN_ATOMIC -> new LockMisuseReader(line, LockMisuse.Kind.SLEEP_IN_ATOMIC);
      case NEST_LOCK_NOT_HELD -> new LockMisuseReader(line, LockMisuse.Kind.NEST_LOCK_NOT_HELD);
      case HUNG_TASK, BLOCKER -> new HungTasksReader(line);
      case KASAN -> new KasanReader(line);
      case KCSAN -> new DataRaceReader(line);
      case CUT_HERE -> new CutHereReader(line);
      case WARNING -> new WarningReader(line, "");
      case OOPS, OOPS_DETAIL -> new OopsReader(line);
      case SOFT_LOCKUP -> new StallReader(line, Stall.Kind.SOFT_LOCKUP);
      case HARD_LOCKUP -> new StallReader(line, Stall.Kind.HARD_LOCKUP);
      case RCU_STALL -> new StallReader(line, Stall.Kind.RCU_STALL);
    };
  }
}
