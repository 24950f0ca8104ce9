package epcheck.dmesg;

import epcheck.dmesg.LockCycle.Link;
import java.util.ArrayList;
import java.util.List;

/** Reads what print_circular_bug() prints. */
final class LockCycleReader extends LockdepReader {
  private record OpenLink(long line, int number, Lock lock, Stack stack) {}

  private final Slot wanted = new Slot();
  private final Slot held = new Slot();
  private final List<OpenLink> chain = new ArrayList<>();

  LockCycleReader(LogLine header) {
    super(header);
  }

  @Override
  boolean readOwn(LogLine line) {
    String text = line.text();
    if (text.startsWith("-> #")) {
      return readLink(line);
    }
    if (readTask(text, " is trying to acquire lock:")) {
      expect(wanted);
      return true;
    }
    if (text.equals("but task is already holding lock:")
        || text.startsWith("but now in release context of a crosslock acquired")) {
      expect(held);
      return true;
    }
    if (text.startsWith("which lock already depends on the new lock")
        || text.startsWith("the existing dependency chain")
        || text.equals("Chain exists of:")) {
      expectNothing();
      return true;
    }
    return text.contains(" --> ");
  }

  private boolean readLink(LogLine line) {
    Cursor cursor = new Cursor(line.text());
    cursor.take("-> #");
    int number = cursor.integer();
    Lock lock = Lock.of(cursor.rest());
    if (number < 0 || !lock.known()) {
      complain(line.number(), "this entry of the chain is not readable: " + line.text());
    }
    OpenLink link = new OpenLink(line.number(), number, lock, new Stack());
    if (number >= 0) {
      chain.add(link);
    }
    expect(link.stack);
    return true;
  }

  @Override
  void end(long last) {
    complainOfMissing(wanted, last, "the lock it tries to take");
    complainOfMissing(held, last, "the lock it holds");
    complainUnless(!chain.isEmpty(), last, "the dependency chain is missing");
    for (int i = 0; i < chain.size(); i++) {
      OpenLink link = chain.get(i);
      int next = i + 1 < chain.size() ? chain.get(i + 1).number : -1;
      complainUnless(
          next == link.number - 1,
          link.line,
          "entry #"
              + link.number
              + (next < 0 ? " is the last; #0 is missing" : " is followed by #" + next));
      complainUnless(
          !link.stack.isEmpty(), link.line, "entry #" + link.number + " has no call chain");
    }
    super.end(last);
  }

  @Override
  Report report(Source source) {
    List<Link> links = new ArrayList<>();
    for (OpenLink link : chain) {
      links.add(new Link(link.line, link.number, link.lock, link.stack.frames()));
    }
    return new LockCycle(
        source, task(), wanted.lock(), held.lock(), links, scenario(), heldLocks(), stack());
  }
}
