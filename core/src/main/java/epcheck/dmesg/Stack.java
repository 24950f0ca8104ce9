package epcheck.dmesg;

import java.util.ArrayList;
import java.util.List;

/** A call chain that is being read. */
final class Stack {
  /** Functions at the very bottom of a stack: of threads, system calls and interrupts. */
  private static final List<String> ENTRIES =
      List.of(
          "ret_from_",
          "entry_",
          "asm_",
          "do_syscall",
          "__do_syscall",
          "syscall",
          "system_call",
          "start_",
          "secondary_startup",
          "kthread",
          "el0",
          "el1",
          "page_fault",
          "async_page_fault");

  private final List<Frame> frames = new ArrayList<>();
  private boolean names;

  /** Takes the line if it is a frame. */
  boolean read(LogLine line) {
    Frame frame = Frame.of(line.text());
    if (!frame.known() && line.indent() > 0 && (names || frames.isEmpty())) {
      // Who knows no addresses prints names alone, and then no others.
      frame = Frame.ofName(line.text());
      names |= frame.known();
    }
    if (frame.known()) {
      frames.add(frame);
    }
    return frame.known();
  }

  /** Whether it goes down to the entry; names alone never do. */
  boolean isWhole() {
    Frame last = frames.get(frames.size() - 1);
    return names || Backtrace.startsWithAny(last.function(), ENTRIES);
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  List<Frame> frames() {
    return frames;
  }
}
