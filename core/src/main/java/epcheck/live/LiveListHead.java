package epcheck.live;

import epcheck.kernel.Guard;
import epcheck.kernel.KernelBug;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code struct list_head}: two plain pointers, written in the order of list.h and with its marks,
 * so that a list that two tasks change at once breaks as it would in the kernel. Each access asks
 * whether the struct of the node that it touches is alive. LIST_POISON1 and LIST_POISON2 are null
 * here: no link of a list is ever NULL otherwise.
 */
final class LiveListHead<T extends Struct> implements ListHead<T> {
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(LiveListHead.class, "next", LiveListHead.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final LiveLife life;
  private final T struct;
  private LiveListHead<T> next = this;
  private LiveListHead<T> prev = this;

  LiveListHead(String name, LiveLife life, T struct) {
    this.name = name;
    this.life = life;
    this.struct = struct;
  }

  @Override
  public void init() {
    writeNextOnce(this);
    writePrev(this);
  }

  /** {@code list_empty()}: a READ_ONCE. */
  @Override
  public boolean isEmpty() {
    checkAlive(".next");
    return NEXT.getOpaque(this) == this;
  }

  @Override
  public void add(ListHead<T> node) {
    link((LiveListHead<T>) node, this, followable(readNext()));
  }

  @Override
  public void addTail(ListHead<T> node) {
    link((LiveListHead<T>) node, followable(readPrev()), this);
  }

  /** {@code __list_add()}. */
  private void link(LiveListHead<T> node, LiveListHead<T> before, LiveListHead<T> after) {
    refuseDoubleAdd(node, before, after);
    after.writePrev(node);
    node.writeNext(after);
    node.writePrev(before);
    before.writeNextOnce(node);
  }

  /**
   * {@code __list_add_rcu()}: a walker that finds the node finds its struct and its next pointer
   * written.
   */
  @Override
  public void addRcu(ListHead<T> added) {
    LiveListHead<T> node = (LiveListHead<T>) added;
    LiveListHead<T> after = followable(readNext());
    refuseDoubleAdd(node, this, after);
    node.writeNext(after);
    node.writePrev(this);
    checkAlive(".next = ");
    NEXT.setRelease(this, node);
    after.writePrev(node);
  }

  private static <T extends Struct> void refuseDoubleAdd(
      LiveListHead<T> node, LiveListHead<T> before, LiveListHead<T> after) {
    if (node == before || node == after) {
      throw new KernelBug("list-corruption", "list_add double add: &" + node.name);
    }
  }

  /** {@code __list_del_entry()}. */
  @Override
  public void unlink() {
    LiveListHead<T> after = readNext();
    LiveListHead<T> before = readPrev();
    if (after == null || before == null) {
      throw new KernelBug("list-corruption", "list_del corruption, &" + name + " is LIST_POISON");
    }
    after.writePrev(before);
    before.writeNextOnce(after);
  }

  @Override
  public void del() {
    unlink();
    writeNext(null);
    writePrev(null);
  }

  @Override
  public void delInit() {
    unlink();
    init();
  }

  @Override
  public void delRcu() {
    unlink();
    writePrev(null);
  }

  @Override
  public ListHead<T> next() {
    return followable(readNext());
  }

  /** {@code rcu_dereference()}: acquire, as Java knows no address dependency. */
  @Override
  @SuppressWarnings("unchecked") // The field's type.
  public ListHead<T> nextRcu() {
    checkAlive(".next");
    return followable((LiveListHead<T>) NEXT.getAcquire(this));
  }

  @Override
  public T entry() {
    return struct;
  }

  /** Only the explorer asks guards: to look here would order the access that it is about. */
  @Override
  public ListHead<T> guardedBy(Guard guard) {
    return this;
  }

  /**
   * Only the explorer keeps track of whose list a node is on; here that would be shared writes that
   * C has not.
   */
  @Override
  public Guard home() {
    return write -> {
      throw new UnsupportedOperationException("only the explorer asks guards");
    };
  }

  private LiveListHead<T> followable(LiveListHead<T> link) {
    if (link == null) {
      throw new KernelBug("list-corruption", "list corruption: followed LIST_POISON of &" + name);
    }
    return link;
  }

  private LiveListHead<T> readNext() {
    checkAlive(".next");
    return next;
  }

  private LiveListHead<T> readPrev() {
    checkAlive(".prev");
    return prev;
  }

  private void writeNext(LiveListHead<T> node) {
    checkAlive(".next = ");
    next = node;
  }

  /** {@code WRITE_ONCE(this->next, node)}: {@code list_empty()} may look without a lock. */
  private void writeNextOnce(LiveListHead<T> node) {
    checkAlive(".next = ");
    NEXT.setOpaque(this, node);
  }

  private void writePrev(LiveListHead<T> node) {
    checkAlive(".prev = ");
    prev = node;
  }

  private void checkAlive(String access) {
    if (life.over()) {
      throw life.useAfterFree(name + access);
    }
  }
}
