/**
 * The vocabulary that the model is written in: the kernel's locks, counters, lists and memory
 * accesses, as interfaces.
 *
 * <p>Two packages implement it: {@code explore} runs a model step by step under a scheduler that
 * tries every interleaving, {@code live} runs it on real threads. Only one of them is loaded in a
 * JVM, so every call below stays monomorphic. Each primitive quotes the kernel function that it
 * stands for; none of them knows SGX.
 */
package epcheck.kernel;
