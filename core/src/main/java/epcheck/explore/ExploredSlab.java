package epcheck.explore;

import epcheck.kernel.Slab;
import epcheck.kernel.Struct;
import java.util.List;

/** Objects made beforehand, handed out in order; one slot counts those that are gone. */
final class ExploredSlab<T extends Struct> implements Slab<T> {
  private final Machine machine;
  private final Structs structs;
  private final String name;
  private final List<T> objects;
  private final int used;
  private final int alloc;

  ExploredSlab(Machine machine, Structs structs, String name, List<T> objects) {
    this.machine = machine;
    this.structs = structs;
    this.name = name;
    this.objects = List.copyOf(objects);
    this.used = machine.slots.add(name, -1, 0);
    this.alloc = Op.KZALLOC.on(used);
    machine.slots.format(used, i -> this.objects.get(i).toString());
  }

  @Override
  public T alloc() {
    if (machine.replaying()) {
      return objects.get(machine.replay(alloc));
    }
    machine.begin(alloc, true, Condition.NONE);
    int n = machine.load(used);
    if (n == objects.size()) {
      throw new ModelError("kzalloc(" + name + "): the model has only " + n + " of them");
    }
    machine.memory.write(used, n + 1);
    machine.memory.write(structs.lifeOf(objects.get(n)), Machine.ALIVE);
    return objects.get(machine.record(alloc, n, n + 1));
  }
}
