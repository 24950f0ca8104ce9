package epcheck.dmesg;

import java.util.List;

/**
 * A KASAN report.
 *
 * @param bug in KASAN's words, for example {@code slab-use-after-free} or {@code double-free}
 * @param function in which it happened
 * @param access what was done there
 * @param size of the access in bytes, or -1
 * @param address of the access as printed, or ""
 * @param task which did it
 * @param stack where
 * @param allocated by whom and where the memory was allocated
 * @param freed by whom and where it was freed
 * @param cache of the object, or ""
 * @param objectSize in bytes, or -1
 * @param offset of the address in the object, or -1
 */
public record Kasan(
    Source source,
    String bug,
    String function,
    Access access,
    long size,
    String address,
    Task task,
    List<Frame> stack,
    Track allocated,
    Track freed,
    String cache,
    long objectSize,
    long offset)
    implements Report {
  /** What was done to the memory. */
  public enum Access {
    /** Read. */
    READ,
    /** Written. */
    WRITE,
    /** Of a double or an invalid free. */
    FREE,
    /** Not readable. */
    UNKNOWN
  }

  /** What KASAN remembers of an object. */
  public record Track(Task task, List<Frame> stack) {
    public Track {
      stack = List.copyOf(stack);
    }
  }

  public Kasan {
    stack = List.copyOf(stack);
  }

  /** Whether the memory was freed before. */
  public boolean isUseAfterFree() {
    return bug.contains("use-after-free");
  }
}
