package epcheck.explore;

import epcheck.kernel.Guard;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;
import java.util.ArrayList;
import java.util.List;

/**
 * A list node in two slots, next and prev, each with the number of another node. The operations do
 * what list.h does, access by access, so that a list that two tasks change at once breaks as it
 * would in the kernel.
 *
 * <p>A third slot, which the model does not see, says who may touch the node: the number of the
 * head of its list, so that the guard of that head decides; or, off all lists, the task that it
 * belongs to. Ownership passes only under the lock of a list, and whoever does not have it raises a
 * promotion at the step boundaries in between, so accesses by right commute with all that other
 * tasks do by right.
 */
final class ExploredListHead<T extends Struct> implements ListHead<T>, Guard {
  private static final int POISON = -1;

  /** The node has not been on a list, and no task has touched it. */
  private static final int NOBODY = 0;

  /** All nodes of a model, by number. */
  static final class Nodes {
    private final List<ExploredListHead<?>> byNumber = new ArrayList<>();

    private String print(int number) {
      return number == POISON ? "LIST_POISON" : byNumber.get(number).name;
    }
  }

  private final Machine machine;
  private final Nodes nodes;
  private final String name;
  private final T struct;
  private final int number;
  private final int next;
  private final int prev;
  private final int owner;

  /** What protects the list, if this is its head. */
  private Guard listGuard;

  ExploredListHead(Machine machine, Nodes nodes, String name, int life, T struct) {
    this.machine = machine;
    this.nodes = nodes;
    this.name = "&" + name;
    this.struct = struct;
    this.number = nodes.byNumber.size();
    nodes.byNumber.add(this);
    this.next = machine.slots.add(name + ".next", life, number);
    this.prev = machine.slots.add(name + ".prev", life, number);
    machine.slots.format(next, nodes::print);
    machine.slots.format(prev, nodes::print);
    this.owner = machine.slots.add(name + ".owner", -1, NOBODY);
    machine.slots.guard(next, this);
    machine.slots.guard(prev, this);
  }

  @SuppressWarnings("unchecked") // A list links nodes of one type, and its head.
  private ExploredListHead<T> node(int at) {
    if (at == POISON) {
      throw machine.raise("list-corruption", "list corruption: followed LIST_POISON of " + name);
    }
    return (ExploredListHead<T>) nodes.byNumber.get(at);
  }

  @Override
  public void init() {
    machine.write(next, number, Op.WRITE);
    machine.write(prev, number, Op.WRITE);
  }

  @Override
  public boolean isEmpty() {
    return machine.read(next, Op.READ_ONCE) == number;
  }

  @Override
  public void add(ListHead<T> node) {
    link((ExploredListHead<T>) node, this, node(machine.read(next, Op.READ)));
  }

  @Override
  public void addTail(ListHead<T> node) {
    link((ExploredListHead<T>) node, node(machine.read(prev, Op.READ)), this);
  }

  /** {@code __list_add()}. */
  private void link(
      ExploredListHead<T> node, ExploredListHead<T> before, ExploredListHead<T> after) {
    refuseDoubleAdd(node, before, after);
    machine.write(after.prev, node.number, Op.WRITE);
    machine.write(node.next, after.number, Op.WRITE);
    machine.write(node.prev, before.number, Op.WRITE);
    machine.write(before.next, node.number, Op.WRITE_ONCE);
    node.join(before);
  }

  /** {@code __list_add_rcu()}: readers may see the node before the next one points back to it. */
  @Override
  public void addRcu(ListHead<T> newNode) {
    ExploredListHead<T> node = (ExploredListHead<T>) newNode;
    ExploredListHead<T> after = node(machine.read(next, Op.READ));
    refuseDoubleAdd(node, this, after);
    machine.write(node.next, after.number, Op.WRITE);
    machine.write(node.prev, number, Op.WRITE);
    machine.write(next, node.number, Op.WRITE_ONCE);
    machine.write(after.prev, node.number, Op.WRITE);
    node.join(this);
  }

  private void refuseDoubleAdd(
      ExploredListHead<T> node, ExploredListHead<T> before, ExploredListHead<T> after) {
    if (machine.performing() && (node == before || node == after)) {
      throw machine.raise("list-corruption", "list_add double add: " + node.name);
    }
  }

  /** The node belongs to the list from now on. */
  private void join(ExploredListHead<T> before) {
    give(before.listGuard != null ? before.number + 1 : machine.memory.peek(before.owner));
  }

  @Override
  public void unlink() {
    int after = machine.read(next, Op.READ);
    int before = machine.read(prev, Op.READ);
    if (after == POISON || before == POISON) {
      throw machine.raise("list-corruption", "list_del corruption, " + name + " is LIST_POISON");
    }
    machine.write(node(after).prev, before, Op.WRITE);
    machine.write(node(before).next, after, Op.WRITE_ONCE);
    give(-(machine.currentId() + 1));
  }

  /** Passes the node on, once the operation that does so has been performed. */
  private void give(int newOwner) {
    if (machine.inSetup()) {
      machine.memory.write(owner, Math.max(newOwner, NOBODY));
    } else if (machine.performing()) {
      machine.memory.write(owner, newOwner);
    }
  }

  /**
   * Whether the running task may touch this node. The first one that touches a node of nobody's
   * gets it.
   */
  @Override
  public boolean held(boolean write) {
    if (listGuard != null) {
      return listGuard.held(write);
    }
    int by = machine.load(owner);
    if (by > NOBODY) {
      return nodes.byNumber.get(by - 1).listGuard.held(write);
    }
    int me = -(machine.currentId() + 1);
    if (by == NOBODY) {
      machine.memory.write(owner, me);
      return true;
    }
    return by == me;
  }

  @Override
  public void del() {
    unlink();
    machine.write(next, POISON, Op.WRITE);
    machine.write(prev, POISON, Op.WRITE);
  }

  @Override
  public void delInit() {
    unlink();
    init();
  }

  @Override
  public void delRcu() {
    unlink();
    machine.write(prev, POISON, Op.WRITE);
  }

  @Override
  public ListHead<T> next() {
    return node(machine.read(next, Op.READ));
  }

  @Override
  public ListHead<T> nextRcu() {
    return node(machine.read(next, Op.READ_ONCE));
  }

  @Override
  public T entry() {
    return struct;
  }

  @Override
  public ListHead<T> guardedBy(Guard guard) {
    listGuard = guard;
    return this;
  }

  @Override
  public Guard home() {
    return this;
  }
}
