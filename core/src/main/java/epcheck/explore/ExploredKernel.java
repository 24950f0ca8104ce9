package epcheck.explore;

import epcheck.kernel.Event;
import epcheck.kernel.Guard;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.PerTask;
import epcheck.kernel.Slab;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The vocabulary on top of a {@link Machine}. */
final class ExploredKernel implements Kernel {
  private final Machine machine;
  private final Structs structs = new Structs();
  private final ExploredListHead.Nodes nodes = new ExploredListHead.Nodes();

  private final SortedMap<String, ExploredEvent> events = new TreeMap<>();

  /** What structs that are laid out now are: alive from the start, or in a slab. */
  private int newborn = Machine.ALIVE;

  ExploredKernel(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Layout layout(Struct struct, String name) {
    int life = -1;
    if (struct != null) {
      life = machine.slots.add(name, -1, newborn);
      structs.add(struct, life);
    }
    return new ExploredLayout(machine, structs, nodes, struct, name, life);
  }

  @Override
  public Layout embedded(Struct struct, Struct container, String name) {
    int life = structs.lifeOf(container);
    structs.add(struct, life);
    return new ExploredLayout(machine, structs, nodes, struct, name, life);
  }

  @Override
  public <T> PerTask<T> perTask(IntFunction<T> make) {
    List<T> all = IntStream.range(0, Machine.MAX_TASKS).mapToObj(make).toList();
    return new PerTask<>() {
      @Override
      public T mine() {
        return all.get(machine.currentId());
      }

      @Override
      public T of(int id) {
        return all.get(id);
      }
    };
  }

  @Override
  public Guard onlyTask(int id) {
    return write -> machine.currentId() == id;
  }

  @Override
  public <T extends Struct> Slab<T> slab(String name, int count, IntFunction<T> make) {
    List<T> objects = new ArrayList<>();
    newborn = Machine.UNALLOCATED;
    for (int i = 0; i < count; i++) {
      objects.add(make.apply(i));
    }
    newborn = Machine.ALIVE;
    return new ExploredSlab<>(machine, structs, name, objects);
  }

  @Override
  public Work work(String name, Runnable function) {
    return ExploredWork.item(machine, name, function);
  }

  @Override
  public Work kthread(String name, Runnable round) {
    return ExploredWork.kthread(machine, name, round);
  }

  @Override
  public void kfree(Struct struct) {
    if (struct == null) {
      return;
    }
    int life = structs.lifeOf(struct);
    int free = Op.KFREE.on(life);
    if (machine.replaying()) {
      machine.replay(free);
      return;
    }
    machine.begin(free, true, Condition.NONE);
    if (machine.load(life) == Machine.FREED) {
      throw machine.raise("double-free", "double-free: kfree(" + struct + ")");
    }
    machine.freesMembers(life);
    // The write comes first, so that it is in the footprint of a step that ends here: it depends on
    // who holds the locks.
    machine.memory.write(life, Machine.FREED);
    machine.refuseHeldLocks(life);
    machine.record(free, 0, Machine.FREED);
  }

  @Override
  public void mightSleep() {
    machine.mightSleep();
  }

  @Override
  public void localBhDisable() {
    machine.disableBh(1);
  }

  @Override
  public void localBhEnable() {
    machine.disableBh(-1);
  }

  /** The explorer's memory is sequentially consistent. */
  @Override
  public void smpRmb() {}

  /** The explorer's memory is sequentially consistent. */
  @Override
  public void smpWmb() {}

  @Override
  public void spinUntil(BooleanSupplier body) {
    machine.spinUntil(body);
  }

  @Override
  public void repeatUntil(BooleanSupplier body) {
    machine.repeatUntil(body);
  }

  @Override
  public void loop(BooleanSupplier pass) {
    machine.loop(pass);
  }

  @Override
  public boolean warnOn(boolean condition, String text) {
    if (condition) {
      machine.warn(text);
    }
    return condition;
  }

  @Override
  public Error bug(String oracle, String text) {
    return machine.raise(oracle, text);
  }

  @Override
  public void observe(Rule rule) {
    machine.observe(rule);
  }

  @Override
  public void require(Rule rule) {
    String breach = machine.breach(rule);
    if (breach != null) {
      throw machine.raise(rule.name(), breach);
    }
  }

  @Override
  public Event event(String name) {
    return events.computeIfAbsent(name, n -> new ExploredEvent(machine));
  }

  /** The names of the events that happened so far, sorted. */
  List<String> reached() {
    return events.keySet().stream().filter(name -> events.get(name).isReached()).toList();
  }

  @Override
  public boolean isAlive(Struct struct) {
    return machine.memory.peek(structs.lifeOf(struct)) == Machine.ALIVE;
  }
}
