package epcheck.kernel;

/**
 * What a task calls: a system call, a fault, one pass of a kernel thread. The body must be a
 * deterministic function of what the primitives return, since the explorer calls it again for every
 * step that it takes inside it.
 *
 * @param name as reports print it, for example {@code close(fd)}
 */
public record EntryPoint(String name, Runnable body) {}
