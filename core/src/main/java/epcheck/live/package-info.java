/**
 * The vocabulary on real threads and the real Java memory model: what JCStress, Lincheck and the
 * stress tests run a model on.
 *
 * <p>Every operation has the ordering that the kernel documents for it (Documentation/atomic_t.txt,
 * Documentation/core-api/refcount-vs-atomic.rst, Documentation/memory-barriers.txt) and no more
 * where Java has such a mode, since an ordering too many hides what weak memory does to the kernel:
 *
 * <table>
 *   <caption>Orderings</caption>
 *   <tr><th>kernel</th><th>here</th></tr>
 *   <tr><td>plain access</td><td>plain access of a Java field</td></tr>
 *   <tr><td>{@code READ_ONCE}, {@code WRITE_ONCE}, {@code test_bit}, {@code atomic_read}</td><td>opaque</td></tr>
 *   <tr><td>{@code set_bit}, {@code kref_get}, {@code kref_get_unless_zero}</td><td>atomic, plain</td></tr>
 *   <tr><td>{@code kref_put}</td><td>release, and acquire for the last</td></tr>
 *   <tr><td>{@code test_and_set_bit}, {@code atomic_long_add_return}</td><td>full fences around it</td></tr>
 *   <tr><td>{@code rcu_dereference}, {@code rcu_assign_pointer}</td><td>acquire, release</td></tr>
 *   <tr><td>locks</td><td>acquire, release</td></tr>
 *   <tr><td>{@code srcu_read_lock}, {@code srcu_read_unlock}</td><td>full fence inside the section</td></tr>
 * </table>
 *
 * <p>A task is a Java thread. Misuse raises the same {@link epcheck.kernel.KernelBug} as under the
 * explorer. Whether a struct is alive is a plain read, so that asking orders nothing; like KASAN's,
 * the check may therefore miss a misuse that races, and never invents one.
 */
package epcheck.live;
