package epcheck.dmesg;

import java.util.List;

/** One report of the kernel. */
public sealed interface Report
    permits LockCycle,
        LockRecursion,
        IrqLockReport,
        LockMisuse,
        HungTasks,
        Kasan,
        DataRace,
        Warning,
        Oops,
        Stall {
  /** Where it stands, and how well it could be read. */
  Source source();

  /** Its first line in the input, the first line of which is 1. */
  default long firstLine() {
    return source().firstLine();
  }

  /** The last line of the input that belongs to it. */
  default long lastLine() {
    return source().lastLine();
  }

  /** The line that says what it is. */
  default String headline() {
    return source().headline();
  }

  /** What could not be read. */
  default List<Complaint> complaints() {
    return source().complaints();
  }
}
