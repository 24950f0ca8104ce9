package epcheck.dmesg;

/** The lines with which reports begin. */
enum ReportKind {
  LOCK_CYCLE,
  LOCK_RECURSION,
  IRQ_INVERSION,
  IRQ_BAD_DEPENDENCY,
  IRQ_INCONSISTENT_STATE,
  BAD_UNLOCK_BALANCE,
  HELD_LOCK_FREED,
  INVALID_WAIT_CONTEXT,
  LOCK_HELD_ON_RETURN,
  SUSPICIOUS_RCU_USAGE,
  SLEEP_IN_ATOMIC,
  NEST_LOCK_NOT_HELD,
  HUNG_TASK,
  /** Who blocks a task; it never begins a report. */
  BLOCKER,
  KASAN,
  KCSAN,
  CUT_HERE,
  WARNING,
  OOPS,
  /** What the kernel says after the line that began an oops; it begins one if that is lost. */
  OOPS_DETAIL,
  SOFT_LOCKUP,
  HARD_LOCKUP,
  RCU_STALL;

  /** The kind that begins with this line, or null. */
  static ReportKind of(String text) {
    if (text.length() < 5) {
      return null;
    }
    // Nearly all lines of a log end here.
    return switch (text.charAt(0)) {
      case '-' -> text.contains("-[ cut here ]-") ? CUT_HERE : null;
      case '[' ->
          text.startsWith("[ INFO: ") || text.startsWith("[ BUG: ")
              ? ofWords(text.substring(text.indexOf(':') + 2))
              : null;
      case 'W' -> text.startsWith("WARNING: ") ? ofWarning(text) : null;
      case 'B' -> text.startsWith("BUG: ") ? ofBug(text.substring(5)) : null;
      case 'I' -> text.startsWith("INFO: ") ? ofInfo(text) : null;
      case 'g' -> text.startsWith("general protection fault") ? OOPS_DETAIL : null;
      case 'k' -> text.startsWith("kernel BUG at ") ? OOPS : null;
      case 'i' -> text.startsWith("invalid opcode: ") ? OOPS_DETAIL : null;
      case 'd' -> text.startsWith("divide error: ") ? OOPS_DETAIL : null;
      case 'O' -> text.startsWith("Oops: ") ? OOPS_DETAIL : null;
      case 'U' -> text.startsWith("Unable to handle kernel ") ? OOPS : null;
      case 'w', 'N', 'r' -> ofFacility(text);
      default -> null;
    };
  }

  private static ReportKind ofFacility(String text) {
    if (text.startsWith("rcu: INFO: ")) {
      return ofInfo(text.substring(5));
    }
    if (text.startsWith("watchdog: BUG: ") || text.startsWith("NMI watchdog: BUG: ")) {
      return ofBug(text.substring(text.indexOf("BUG: ") + 5));
    }
    boolean watchdog = text.startsWith("watchdog: ") || text.startsWith("NMI watchdog: ");
    return watchdog && text.contains("Watchdog detected hard LOCKUP") ? HARD_LOCKUP : null;
  }

  private static ReportKind ofWarning(String text) {
    ReportKind lockdep = ofWords(text.substring("WARNING: ".length()));
    if (lockdep != null) {
      return lockdep;
    }
    boolean old = text.startsWith("WARNING: CPU: ");
    boolean recent = text.contains(" at ") && text.contains(", CPU#");
    return old || recent ? WARNING : null;
  }

  private static ReportKind ofBug(String words) {
    if (words.startsWith("KASAN: ")) {
      return KASAN;
    }
    if (words.startsWith("KCSAN: ")) {
      return KCSAN;
    }
    if (words.startsWith("soft lockup - CPU#")) {
      return SOFT_LOCKUP;
    }
    if (words.startsWith("sleeping function called from ")) {
      return SLEEP_IN_ATOMIC;
    }
    if (words.startsWith("kernel NULL pointer dereference")
        || words.startsWith("unable to handle ")) {
      return OOPS;
    }
    return ofWords(words);
  }

  private static ReportKind ofInfo(String text) {
    if (text.startsWith("INFO: task ")) {
      if (text.contains("blocked on a")) {
        return BLOCKER;
      }
      return text.contains(" blocked ") && text.contains(" for more than ") ? HUNG_TASK : null;
    }
    boolean stall = text.contains("detected stall") || text.contains("detected expedited stall");
    return text.startsWith("INFO: rcu") && (stall || text.contains("self-detected stall"))
        ? RCU_STALL
        : ofWords(text.substring("INFO: ".length()));
  }

  private static ReportKind ofWords(String words) {
    if (words.startsWith("possible circular locking dependency detected")) {
      return LOCK_CYCLE;
    }
    if (words.startsWith("possible recursive locking detected")) {
      return LOCK_RECURSION;
    }
    if (words.startsWith("possible irq lock inversion dependency detected")) {
      return IRQ_INVERSION;
    }
    if (words.contains("-safe -> ") && words.contains("-unsafe lock order detected")) {
      return IRQ_BAD_DEPENDENCY;
    }
    if (words.startsWith("inconsistent lock state")) {
      return IRQ_INCONSISTENT_STATE;
    }
    if (words.startsWith("bad unlock balance detected")) {
      return BAD_UNLOCK_BALANCE;
    }
    if (words.startsWith("held lock freed")) {
      return HELD_LOCK_FREED;
    }
    if (words.startsWith("Invalid wait context")) {
      return INVALID_WAIT_CONTEXT;
    }
    if (words.startsWith("lock held when returning to user space")) {
      return LOCK_HELD_ON_RETURN;
    }
    if (words.startsWith("suspicious RCU usage")) {
      return SUSPICIOUS_RCU_USAGE;
    }
    return words.startsWith("Nested lock was not taken") ? NEST_LOCK_NOT_HELD : null;
  }
}
