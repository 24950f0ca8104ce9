package epcheck.live;

import epcheck.kernel.Bits;
import epcheck.kernel.Cell;
import epcheck.kernel.Counter;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;

/**
 * Makes the members of one struct; they share its life, and its locks are those that {@code
 * kfree()} looks at.
 */
final class LiveLayout implements Layout {
  private final LiveKernel kernel;
  private final Struct struct;
  private final String prefix;
  private final LiveLife life;

  LiveLayout(LiveKernel kernel, Struct struct, String name, LiveLife life) {
    this.kernel = kernel;
    this.struct = struct;
    this.prefix = name.isEmpty() ? "" : name + "->";
    this.life = life;
  }

  /** What reports call a member. Globals have no prefix, and in a small model are most of it. */
  private String name(String field) {
    return prefix.isEmpty() ? field : prefix + field;
  }

  @Override
  public SpinLock spinLock(String field) {
    LiveSpinLock lock = new LiveSpinLock(kernel.hungTasks(), name(field), life);
    life.add(lock);
    kernel.context().add(lock);
    return lock;
  }

  @Override
  public Mutex mutex(String field) {
    LiveMutex mutex = new LiveMutex(kernel.context(), kernel.hungTasks(), name(field), life);
    life.add(mutex);
    return mutex;
  }

  @Override
  public RwSemaphore rwSemaphore(String field) {
    LiveRwSemaphore semaphore =
        new LiveRwSemaphore(kernel.context(), kernel.hungTasks(), name(field), life);
    life.add(semaphore);
    return semaphore;
  }

  @Override
  public Srcu srcu(String field) {
    return new LiveSrcu(kernel, name(field), life);
  }

  @Override
  public Kref kref(String field, int initial) {
    return new LiveKref(name(field), life, initial);
  }

  @Override
  public Bits bits(String field, String... bitNames) {
    return new LiveBits(name(field), life);
  }

  @Override
  public Counter counter(String field, int initial) {
    return new LiveCounter(name(field), life, initial);
  }

  @Override
  public IntCell intCell(String field, int initial) {
    return new LiveIntCell(name(field), life, initial);
  }

  @Override
  public <T extends Struct> Cell<T> cell(String field, Class<T> type) {
    return new LiveCell<>(name(field), life);
  }

  @Override
  public <T extends Struct> ListHead<T> listHead(String field, Class<T> type) {
    T entry = type.isInstance(struct) ? type.cast(struct) : null;
    return new LiveListHead<>(name(field), life, entry);
  }

  @Override
  public <T extends Struct> XArray<T> xarray(String field, int size, Class<T> type) {
    return new LiveXArray<>(name(field), life, size, spinLock(field + ".xa_lock"));
  }
}
