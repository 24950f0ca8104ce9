package epcheck.dmesg;

import epcheck.dmesg.LockMisuse.Kind;

/** Reads the small reports of lockdep, RCU and might_sleep(). */
final class LockMisuseReader extends LockdepReader {
  private final Kind kind;
  private final Slot lock = new Slot();
  private final Stack site = new Stack();
  private String detail = "";
  private Task sleeper = Task.UNKNOWN;
  private boolean nestNext;

  LockMisuseReader(LogLine header, Kind kind) {
    super(header);
    this.kind = kind;
    Cursor words = new Cursor(header.text());
    if (kind == Kind.SLEEP_IN_ATOMIC && words.seek(" context at ")) {
      detail = words.rest().strip();
    }
  }

  @Override
  boolean readOwn(LogLine line) {
    String text = line.text();
    return switch (kind) {
      case BAD_UNLOCK_BALANCE -> readUnlock(line);
      case HELD_LOCK_FREED -> readTask(text, " is freeing memory ") && freed(text);
      case INVALID_WAIT_CONTEXT -> readTrying(text);
      case NEST_LOCK_NOT_HELD -> readTrying(text) || readNest(text);
      case LOCK_HELD_ON_RETURN -> readTask(text, " is leaving the kernel with locks still held");
      case SUSPICIOUS_RCU_USAGE -> readRcu(text);
      case SLEEP_IN_ATOMIC -> readSleep(text);
    };
  }

  private boolean readUnlock(LogLine line) {
    String text = line.text();
    if (readTask(text, " is trying to release lock (")) {
      // Here a name stands without usage and site; a log is the same whatever the name has in it.
      int open = text.indexOf(" lock (") + " lock (".length();
      int close = text.lastIndexOf(") at:");
      lock.set(Lock.ofName(text.substring(open, Math.max(open, close))));
      expect(site);
      return true;
    }
    return text.startsWith("but there are no more locks to release");
  }

  private boolean freed(String text) {
    Cursor words = new Cursor(text);
    words.seek(" is freeing memory ");
    detail = words.upTo(",");
    expect(lock);
    return true;
  }

  private boolean readTrying(String text) {
    if (readTask(text, " is trying to lock:")) {
      expect(lock);
      return true;
    }
    if (text.startsWith("context-{")) {
      detail = text;
      expectNothing();
      return true;
    }
    return false;
  }

  /** The name of the lock that should have been taken stands on the next line. */
  private boolean readNest(String text) {
    if (text.startsWith("but this task is not holding:")) {
      nestNext = true;
      expectNothing();
      return true;
    }
    if (nestNext) {
      nestNext = false;
      detail = text;
      return true;
    }
    return false;
  }

  private boolean readRcu(String text) {
    if (text.startsWith("rcu_scheduler_active = ") || text.startsWith("RCU used illegally from")) {
      return true;
    }
    boolean usage = text.contains(" suspicious rcu_") || text.contains(" in non-reader section");
    if (usage || text.contains(" usage!") || text.contains("Illegal context switch in RCU")) {
      detail = text;
      return true;
    }
    return false;
  }

  private boolean readSleep(String text) {
    if (text.startsWith("in_atomic(): ")) {
      Cursor words = new Cursor(text);
      int pid = words.seek("pid: ") ? words.integer() : -1;
      sleeper = new Task(words.seek("name: ") ? words.rest().strip() : "", pid);
      return true;
    }
    if (text.startsWith("Preemption disabled at:")) {
      expect(site);
      return true;
    }
    return text.startsWith("preempt_count: ") || text.startsWith("RCU nest depth: ");
  }

  @Override
  boolean hasBacktrace() {
    return kind != Kind.LOCK_HELD_ON_RETURN;
  }

  @Override
  void end(long last) {
    if (kind == Kind.BAD_UNLOCK_BALANCE && lock.lock().known()) {
      Lock name = lock.lock();
      lock.set(new Lock(name.name(), name.version(), name.subclass(), "", "", "", site.frames()));
    }
    super.end(last);
    boolean namesNone = kind == Kind.SLEEP_IN_ATOMIC || kind == Kind.SUSPICIOUS_RCU_USAGE;
    complainUnless(namesNone || theLock().known(), last, "the lock is missing or not readable");
  }

  /** Where the report names none by itself, the last that the task holds is the one. */
  private Lock theLock() {
    if (kind == Kind.LOCK_HELD_ON_RETURN && !heldLocks().isEmpty()) {
      HeldLocks held = heldLocks().get(0);
      return held.locks().isEmpty() ? Lock.UNKNOWN : held.locks().get(held.locks().size() - 1);
    }
    return lock.lock();
  }

  @Override
  Report report(Source source) {
    Task task = sleeper.known() ? sleeper : task();
    return new LockMisuse(source, kind, task, theLock(), detail, heldLocks(), stack());
  }
}
