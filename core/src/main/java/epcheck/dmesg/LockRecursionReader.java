package epcheck.dmesg;

/** Reads what print_deadlock_bug() prints. */
final class LockRecursionReader extends LockdepReader {
  private final Slot wanted = new Slot();
  private final Slot held = new Slot();

  LockRecursionReader(LogLine header) {
    super(header);
  }

  @Override
  boolean readOwn(LogLine line) {
    String text = line.text();
    if (readTask(text, " is trying to acquire lock:")) {
      expect(wanted);
      return true;
    }
    if (text.equals("but task is already holding lock:")) {
      expect(held);
      return true;
    }
    return text.startsWith("the lock comparison function returns");
  }

  @Override
  void end(long last) {
    complainOfMissing(wanted, last, "the lock it tries to take");
    complainOfMissing(held, last, "the lock it holds");
    super.end(last);
  }

  @Override
  Report report(Source source) {
    return new LockRecursion(
        source, task(), wanted.lock(), held.lock(), scenario(), heldLocks(), stack());
  }
}
