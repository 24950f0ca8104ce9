/**
 * The explorer: runs the tasks of a model step by step and tries every interleaving. It knows the
 * kernel's primitives and nothing of SGX.
 *
 * <p>From the bottom up: {@code Memory} is the shared state; {@code Task} a thread and the log of
 * what it has observed; {@code Machine} takes one step of one task, or takes it back; {@code
 * Search} visits all states, with {@code LockOrder} and {@code CriticalSections} looking on; {@code
 * Counterexamples} tells what it found, by the schedule that {@code Shortest} finds to be easiest
 * to read and that {@code Trace} retells. {@code Explorer} is the way in.
 */
package epcheck.explore;
