package epcheck.explore;

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

/** Lays the members of one struct out in slots. */
final class ExploredLayout implements Layout {
  private final Machine machine;
  private final Structs structs;
  private final ExploredListHead.Nodes nodes;
  private final Struct struct;
  private final String prefix;
  private final int life;

  ExploredLayout(
      Machine machine,
      Structs structs,
      ExploredListHead.Nodes nodes,
      Struct struct,
      String name,
      int life) {
    this.machine = machine;
    this.structs = structs;
    this.nodes = nodes;
    this.struct = struct;
    this.prefix = name.isEmpty() ? "" : name + "->";
    this.life = life;
  }

  @Override
  public SpinLock spinLock(String field) {
    return ExploredLock.spinLock(
        machine, prefix + field, life, lockClass(field, LockKind.SPIN_LOCK));
  }

  @Override
  public Mutex mutex(String field) {
    return ExploredLock.mutex(machine, prefix + field, life, lockClass(field, LockKind.MUTEX));
  }

  @Override
  public RwSemaphore rwSemaphore(String field) {
    return new ExploredRwSemaphore(
        machine, prefix + field, life, lockClass(field, LockKind.RW_SEMAPHORE));
  }

  @Override
  public Srcu srcu(String field) {
    return new ExploredSrcu(machine, prefix + field, life, lockClass(field, LockKind.SRCU));
  }

  @Override
  public Kref kref(String field, int initial) {
    return new ExploredKref(machine, prefix + field, life, initial);
  }

  @Override
  public Bits bits(String field, String... bitNames) {
    return new ExploredBits(machine, prefix + field, life, bitNames);
  }

  @Override
  public Counter counter(String field, int initial) {
    return new ExploredCounter(machine, prefix + field, life, initial);
  }

  @Override
  public IntCell intCell(String field, int initial) {
    return new ExploredIntCell(machine, prefix + field, life, initial);
  }

  @Override
  public <T extends Struct> Cell<T> cell(String field, Class<T> type) {
    return new ExploredCell<>(machine, structs, prefix + field, life);
  }

  @Override
  public <T extends Struct> ListHead<T> listHead(String field, Class<T> type) {
    T entry = type.isInstance(struct) ? type.cast(struct) : null;
    return new ExploredListHead<>(machine, nodes, prefix + field, life, entry);
  }

  @Override
  public <T extends Struct> XArray<T> xarray(String field, int size, Class<T> type) {
    String name = prefix + field;
    SpinLock lock =
        ExploredLock.spinLock(
            machine, name + ".xa_lock", life, lockClass(field + ".xa_lock", LockKind.SPIN_LOCK));
    return new ExploredXArray<>(machine, structs, name, life, size, lock);
  }

  private LockClass lockClass(String field, LockKind kind) {
    return machine.order.classOf(struct, prefix + field, field, kind);
  }
}
