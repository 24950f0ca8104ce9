/**
 * The explorer: runs the tasks of a model step by step and tries every interleaving. It knows the
 * kernel's primitives and nothing of SGX.
 *
 * <p>From the bottom up: {@code Memory} is the shared state; {@code Task} a thread and the log of
 * what it has observed; {@code Machine} takes one step of one task, or takes it back; {@code
 * Search} visits all states, {@code Shortest} finds the counterexample that is easiest to read,
 * {@code Trace} retells it. {@code Explorer} is the way in.
 */
package epcheck.explore;
