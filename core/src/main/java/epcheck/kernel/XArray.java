package epcheck.kernel;

/** {@code struct xarray} (lib/xarray.c) over a small range of indices. */
public interface XArray<T extends Struct> {
  /** {@code xa_lock}, which {@code insert} and {@code erase} take by themselves. */
  SpinLock xaLock();

  int size();

  /** {@code xa_load()}: an RCU read, without the lock. */
  T load(int index);

  /** {@code xa_insert()}: false (-EBUSY) if there is an entry already. */
  boolean insert(int index, T entry);

  /** {@code xa_erase()}. */
  void erase(int index);

  /** Declares what protects all entries beside {@code xa_lock}; for model set-up only. */
  XArray<T> guardedBy(Guard guard);
}
