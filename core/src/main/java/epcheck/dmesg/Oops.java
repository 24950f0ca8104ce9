package epcheck.dmesg;

import java.util.List;

/**
 * An exception in the kernel that it does not survive unharmed.
 *
 * @param address that was accessed, as printed, or ""
 * @param place file and line of a BUG(), or ""
 * @param function in which it happened
 * @param cpu -1 if it was not readable
 */
public record Oops(
    Source source,
    Kind kind,
    String address,
    String place,
    Frame function,
    Task task,
    int cpu,
    List<Frame> stack)
    implements Report {
  /** The exception. */
  public enum Kind {
    /** "BUG: kernel NULL pointer dereference". */
    NULL_DEREFERENCE,
    /** "BUG: unable to handle page fault for address". */
    PAGE_FAULT,
    /** "general protection fault": of a pointer that is no address. */
    GENERAL_PROTECTION,
    /** "kernel BUG at": a BUG_ON(). */
    BUG,
    /** Anything else. */
    OTHER
  }

  public Oops {
    stack = List.copyOf(stack);
  }
}
