package epcheck.dmesg;

import epcheck.dmesg.ReportReader.Use;
import java.util.List;

/**
 * What dump_stack() and show_regs() print: who runs on which CPU, the instruction pointer, the call
 * trace, and the registers, which are of no use here.
 */
final class Backtrace {
  /** With these the trace of somebody else begins. */
  static final List<String> OF_ANOTHER =
      List.of("NMI backtrace for cpu", "Sending NMI", "Kernel panic - not syncing");

  private static final List<String> FURNITURE =
      List.of(
          "Hardware name: ",
          "Modules linked in:",
          "Workqueue: ",
          "Code: ",
          "RIP: ",
          "RSP: ",
          "RAX: ",
          "RDX: ",
          "RBP: ",
          "R10: ",
          "R13: ",
          "FS: ",
          "CS: ",
          "CR2: ",
          "DR0: ",
          "DR3: ",
          "PKRU: ",
          "<TASK>",
          "</TASK>",
          "<IRQ>",
          "</IRQ>",
          "<SOFTIRQ>",
          "</SOFTIRQ>",
          "<NMI>",
          "</NMI>",
          "<EOI>",
          "<#",
          "</#",
          "irq event stamp: ",
          "hardirqs last ",
          "softirqs last ");

  private final Stack stack = new Stack();
  private String kernel = "";
  private Task task = Task.UNKNOWN;
  private Frame instruction = Frame.UNKNOWN;
  private int cpu = -1;
  private boolean named;
  private boolean traced;
  private boolean open;

  Use read(LogLine line) {
    String text = line.text();
    if (line.blank()) {
      open = false;
      return Use.NOISE;
    }
    if (text.startsWith("CPU: ") && text.contains(" Comm: ")) {
      return named ? Use.OVER : name(text);
    }
    if (text.equals("Call Trace:") || text.equals("Call trace:")) {
      if (traced) {
        return Use.OVER;
      }
      traced = true;
      open = true;
      return Use.TAKEN;
    }
    if (open && text.equals("</TASK>")) {
      open = false;
      return Use.LAST;
    }
    if (startsWithAny(text, OF_ANOTHER)) {
      return Use.OVER;
    }
    if (text.startsWith("RIP: ") || text.startsWith("pc : ")) {
      readInstruction(text);
      return Use.TAKEN;
    }
    if (isFurniture(text)) {
      return Use.TAKEN;
    }
    return open && stack.read(line) ? Use.TAKEN : Use.NOISE;
  }

  private Use name(String text) {
    named = true;
    Cursor cursor = new Cursor(text);
    cursor.take("CPU: ");
    cpu = cursor.integer();
    int pid = cursor.seek("PID: ") ? cursor.integer() : -1;
    cursor.seek(" Comm: ");
    String rest = cursor.rest();
    int tainted = Math.max(rest.lastIndexOf(" Not tainted"), rest.lastIndexOf(" Tainted: "));
    task = new Task((tainted < 0 ? rest : rest.substring(0, tainted)).strip(), pid);
    kernel = tainted < 0 ? "" : ReportReader.releaseIn(rest.substring(tainted));
    return Use.TAKEN;
  }

  /** Of several that of the kernel: user space has addresses only. */
  private void readInstruction(String text) {
    Cursor cursor = new Cursor(text);
    cursor.seek(": ");
    String symbol = cursor.rest();
    int segment = symbol.indexOf(':');
    if (!instruction.known()) {
      instruction = Frame.of(segment >= 0 && segment <= 4 ? symbol.substring(segment + 1) : symbol);
    }
  }

  /** Whether it is a line of registers or the like. */
  static boolean isFurniture(String text) {
    return startsWithAny(text, FURNITURE);
  }

  static boolean startsWithAny(String text, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  Task task() {
    return task;
  }

  /** -1 if it was not readable. */
  int cpu() {
    return cpu;
  }

  String kernel() {
    return kernel;
  }

  Frame instruction() {
    return instruction;
  }

  List<Frame> stack() {
    return stack.frames();
  }
}
