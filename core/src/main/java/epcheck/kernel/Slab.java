package epcheck.kernel;

/**
 * A {@code kmem_cache}: where structs that come and go are allocated. {@link Kernel#kfree} gives
 * them back.
 */
public interface Slab<T extends Struct> {
  /** {@code kzalloc()}. Running out is an error of the model's sizes, not an allocation failure. */
  T alloc();
}
