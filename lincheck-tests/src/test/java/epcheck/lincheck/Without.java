package epcheck.lincheck;

import epcheck.kernel.Bits;
import epcheck.kernel.Cell;
import epcheck.kernel.Counter;
import epcheck.kernel.Event;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.PerTask;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import epcheck.kernel.XArray;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A kernel in which one object does not do what it is for: a lock of that name lets everybody in, a
 * counter adds in two steps, and an SRCU domain waits for nobody. All else is as it is in the
 * kernel that it wraps. What is built on it is what its test must find broken.
 */
final class Without implements Kernel {
  private final Kernel kernel;
  private final String name;

  /**
   * @param name of the object, as reports print it: {@code A->lock}
   */
  Without(String name, Kernel kernel) {
    this.name = name;
    this.kernel = kernel;
  }

  /** Neither excludes anybody nor minds who releases it. */
  private static final class NoLock implements SpinLock, Mutex, RwSemaphore {
    @Override
    public void lock() {}

    @Override
    public boolean tryLock() {
      return true;
    }

    @Override
    public void unlock() {}

    @Override
    public void downRead() {}

    @Override
    public void upRead() {}

    @Override
    public void downWrite() {}

    @Override
    public void downWriteNested() {}

    @Override
    public void upWrite() {}

    @Override
    public void downgradeWrite() {}

    @Override
    public boolean held(boolean write) {
      return true;
    }
  }

  /** Adds by a read and a write. */
  private record TornCounter(IntCell value) implements Counter {
    @Override
    public int addReturn(int amount) {
      int sum = value.readOnce() + amount;
      value.writeOnce(sum);
      return sum;
    }

    @Override
    public int read() {
      return value.readOnce();
    }
  }

  /** Every grace period is over at once. */
  private static final class NoGracePeriods implements Srcu {
    private record RunAtOnce(Runnable function) implements Callback {}

    @Override
    public void readLock() {}

    @Override
    public void readUnlock() {}

    @Override
    public void synchronize() {}

    @Override
    public void call(Callback callback) {
      ((RunAtOnce) callback).function.run();
    }

    @Override
    public void transitionToBig() {}

    @Override
    public void cleanup() {}

    @Override
    public Callback callback(String name, Runnable function) {
      return new RunAtOnce(function);
    }
  }

  private final class Fields implements Layout {
    private final Layout layout;
    private final String prefix;

    Fields(Layout layout, String struct) {
      this.layout = layout;
      this.prefix = struct.isEmpty() ? "" : struct + "->";
    }

    private boolean lacks(String field) {
      return name.equals(prefix + field);
    }

    @Override
    public SpinLock spinLock(String field) {
      return lacks(field) ? new NoLock() : layout.spinLock(field);
    }

    @Override
    public Mutex mutex(String field) {
      return lacks(field) ? new NoLock() : layout.mutex(field);
    }

    @Override
    public RwSemaphore rwSemaphore(String field) {
      return lacks(field) ? new NoLock() : layout.rwSemaphore(field);
    }

    @Override
    public Srcu srcu(String field) {
      return lacks(field) ? new NoGracePeriods() : layout.srcu(field);
    }

    @Override
    public Kref kref(String field, int initial) {
      return layout.kref(field, initial);
    }

    @Override
    public Bits bits(String field, String... bitNames) {
      return layout.bits(field, bitNames);
    }

    @Override
    public Counter counter(String field, int initial) {
      return lacks(field)
          ? new TornCounter(layout.intCell(field, initial))
          : layout.counter(field, initial);
    }

    @Override
    public IntCell intCell(String field, int initial) {
      return layout.intCell(field, initial);
    }

    @Override
    public <T extends Struct> Cell<T> cell(String field, Class<T> type) {
      return layout.cell(field, type);
    }

    @Override
    public <T extends Struct> ListHead<T> listHead(String field, Class<T> type) {
      return layout.listHead(field, type);
    }

    @Override
    public <T extends Struct> XArray<T> xarray(String field, int size, Class<T> type) {
      return lacks(field)
          ? new UnlockedXArray<>(layout, field, size, type)
          : layout.xarray(field, size, type);
    }
  }

  /** An XArray whose {@code xa_lock} lets everybody in. */
  private static final class UnlockedXArray<T extends Struct> implements XArray<T> {
    private final SpinLock xaLock = new NoLock();
    private final List<Cell<T>> entries;

    UnlockedXArray(Layout layout, String field, int size, Class<T> type) {
      entries =
          IntStream.range(0, size).mapToObj(i -> layout.cell(field + "[" + i + "]", type)).toList();
    }

    @Override
    public SpinLock xaLock() {
      return xaLock;
    }

    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public T load(int index) {
      return entries.get(index).readOnce();
    }

    @Override
    public boolean insert(int index, T entry) {
      xaLock.lock();
      boolean free = entries.get(index).get() == null;
      if (free) {
        entries.get(index).writeOnce(entry);
      }
      xaLock.unlock();
      return free;
    }

    @Override
    public void erase(int index) {
      xaLock.lock();
      entries.get(index).writeOnce(null);
      xaLock.unlock();
    }

    @Override
    public XArray<T> guardedBy(Guard guard) {
      return this;
    }
  }

  @Override
  public Layout layout(Struct struct, String structName) {
    return lackingIn(structName, kernel.layout(struct, structName));
  }

  @Override
  public Layout embedded(Struct struct, Struct container, String structName) {
    return lackingIn(structName, kernel.embedded(struct, container, structName));
  }

  /**
   * Only the struct that has the object: the kernel knows all others by the layouts it gave them.
   */
  private Layout lackingIn(String structName, Layout layout) {
    int arrow = name.lastIndexOf("->");
    String owner = arrow < 0 ? "" : name.substring(0, arrow);
    return structName.equals(owner) ? new Fields(layout, structName) : layout;
  }

  // ---- all else is the other kernel's

  @Override
  public <T> PerTask<T> perTask(IntFunction<T> make) {
    return kernel.perTask(make);
  }

  @Override
  public Guard onlyTask(int id) {
    return kernel.onlyTask(id);
  }

  @Override
  public <T extends Struct> Slab<T> slab(String slabName, int count, IntFunction<T> make) {
    return kernel.slab(slabName, count, make);
  }

  @Override
  public Work work(String workName, Runnable function) {
    return kernel.work(workName, function);
  }

  @Override
  public Work kthread(String threadName, Runnable round) {
    return kernel.kthread(threadName, round);
  }

  @Override
  public void kfree(Struct struct) {
    kernel.kfree(struct);
  }

  @Override
  public void mightSleep() {
    kernel.mightSleep();
  }

  @Override
  public void localBhDisable() {
    kernel.localBhDisable();
  }

  @Override
  public void localBhEnable() {
    kernel.localBhEnable();
  }

  @Override
  public void smpRmb() {
    kernel.smpRmb();
  }

  @Override
  public void smpWmb() {
    kernel.smpWmb();
  }

  @Override
  public void spinUntil(BooleanSupplier body) {
    kernel.spinUntil(body);
  }

  @Override
  public void repeatUntil(BooleanSupplier body) {
    kernel.repeatUntil(body);
  }

  @Override
  public void loop(BooleanSupplier pass) {
    kernel.loop(pass);
  }

  @Override
  public boolean warnOn(boolean condition, String text) {
    return kernel.warnOn(condition, text);
  }

  @Override
  public Error bug(String oracle, String text) {
    return kernel.bug(oracle, text);
  }

  @Override
  public void observe(Rule rule) {
    kernel.observe(rule);
  }

  @Override
  public void require(Rule rule) {
    kernel.require(rule);
  }

  @Override
  public Event event(String eventName) {
    return kernel.event(eventName);
  }

  @Override
  public boolean isAlive(Struct struct) {
    return kernel.isAlive(struct);
  }
}
