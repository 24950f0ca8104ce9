package epcheck.dmesg;

import epcheck.dmesg.Kasan.Access;
import epcheck.dmesg.Kasan.Track;
import java.util.List;

/** Reads a KASAN report. */
final class KasanReader extends ReportReader {
  /** What else KASAN shows; some of it has call chains that are of no use here. */
  private static final List<String> OTHERS =
      List.of(
          "Last potentially related work creation:",
          "Second to last potentially related work creation:",
          "Last call_rcu():",
          "page last free ",
          "page last allocated ",
          "page_owner ",
          "page dumped because: ",
          "page:",
          "head:",
          "flags: ",
          "memcg:",
          "page_type: ",
          "raw: ",
          "The buggy address belongs to the ",
          "Memory state around the buggy address:");

  private final Backtrace backtrace = new Backtrace();
  private final Stack allocated = new Stack();
  private final Stack freed = new Stack();
  private Stack stack;
  private final String bug;
  private String function = "";
  private Access access = Access.UNKNOWN;
  private long size = -1;
  private String address = "";
  private Task task = Task.UNKNOWN;
  private Task allocator = Task.UNKNOWN;
  private Task freer = Task.UNKNOWN;
  private String cache = "";
  private long objectSize = -1;
  private long offset = -1;
  private boolean dump;

  KasanReader(LogLine header) {
    super(header);
    Cursor words = new Cursor(header.text());
    words.seek("KASAN: ");
    boolean named = words.sees(" in ");
    bug = words.upTo(" in ");
    if (named) {
      function = Frame.of(words.rest()).function();
    }
    if (function.isEmpty() && named) {
      words = new Cursor(header.text());
      words.seek(" in ");
      function = Frame.ofName(words.word()).function();
    }
  }

  @Override
  Use read(LogLine line) {
    String text = line.text();
    if (line.blank()) {
      stack = null;
      backtrace.read(line);
      return Use.NOISE;
    }
    if (line.isRule()) {
      return Use.LAST;
    }
    if (readSection(text)) {
      return Use.TAKEN;
    }
    if (stack == null) {
      Use use = backtrace.read(line);
      if (use != Use.NOISE) {
        kernel(backtrace.kernel());
        return use == Use.LAST ? Use.TAKEN : use;
      }
      return dump && isMemory(text) ? Use.TAKEN : Use.NOISE;
    }
    return stack.read(line) ? Use.TAKEN : Use.NOISE;
  }

  private boolean readSection(String text) {
    Cursor words = new Cursor(text);
    if (words.take("Allocated by task ")) {
      allocator = trackTask(words.rest());
      stack = allocated;
      return true;
    }
    if (words.take("Freed by task ")) {
      freer = trackTask(words.rest());
      stack = freed;
      return true;
    }
    if (readAccess(text)) {
      return true;
    }
    if (words.take("which belongs to the cache ")) {
      cache = words.upTo(" of size ");
      objectSize = words.integer();
      return true;
    }
    if (words.take("The buggy address is located ")) {
      offset = words.integer();
      return true;
    }
    if (text.contains("-byte region [")) {
      return true;
    }
    if (Backtrace.startsWithAny(text, OTHERS)) {
      dump |= text.startsWith("Memory state ");
      // The frames of the others go nowhere.
      stack = dump ? null : new Stack();
      return true;
    }
    return false;
  }

  /** Of {@code 17}, of {@code 17:}, and of what newer kernels add, {@code 17 on cpu 1 at 5.0s:}. */
  private static Task trackTask(String who) {
    return new Task("", new Cursor(who).integer());
  }

  private boolean readAccess(String text) {
    Cursor words = new Cursor(text);
    Access kind =
        words.take("Read of size ")
            ? Access.READ
            : words.take("Write of size ")
                ? Access.WRITE
                : words.take("Free of ") ? Access.FREE : Access.UNKNOWN;
    if (kind == Access.UNKNOWN || !words.sees("addr ")) {
      return false;
    }
    access = kind;
    size = kind == Access.FREE ? -1 : words.number();
    words.seek("addr ");
    address = words.word();
    if (words.seek("by task ")) {
      task = Task.of(words.rest(), '/');
    }
    return true;
  }

  /** Of {@code >ffff888012345678: fb fb} and of the mark below it. */
  private static boolean isMemory(String text) {
    String bytes = text.startsWith(">") ? text.substring(1) : text;
    int colon = bytes.indexOf(':');
    return text.equals("^") || colon > 0 && Frame.isHex(bytes, 0, colon);
  }

  @Override
  void end(long last) {
    complainUnless(!function.isEmpty(), last, "the function is not named");
    complainUnless(access != Access.UNKNOWN, last, "it is not told what kind of access it is");
    complainUnless(!backtrace.stack().isEmpty(), last, "the call trace is missing");
    boolean slab = bug.contains("use-after-free") || bug.contains("double-free");
    complainUnless(
        !slab || !allocated.isEmpty(), last, "it is not told where the memory was allocated");
    complainUnless(!slab || !freed.isEmpty(), last, "it is not told where the memory was freed");
  }

  @Override
  Report report(Source source) {
    return new Kasan(
        source,
        bug,
        function,
        access,
        size,
        address,
        task.known() ? task : backtrace.task(),
        backtrace.stack(),
        new Track(allocator, allocated.frames()),
        new Track(freer, freed.frames()),
        cache,
        objectSize,
        offset);
  }
}
