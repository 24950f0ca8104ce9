package epcheck.fuzz;

import epcheck.fuzz.Program.Statement;
import epcheck.kernel.Bits;
import epcheck.kernel.Cell;
import epcheck.kernel.Counter;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.util.ArrayList;
import java.util.List;

/** A {@link Program} as a model: its statements, said in the kernel's vocabulary. */
final class FuzzModel implements Model {
  private static final class StructA extends Struct {
    final SpinLock lock = layout.spinLock("lock");
    final IntCell x3 = layout.intCell("x3", 0);

    StructA(Kernel kernel) {
      super(kernel, "A");
    }
  }

  private static final class Item extends Struct {
    final IntCell y = layout.intCell("y", 0);

    Item(Kernel kernel, int number) {
      super(kernel, "item" + number);
    }
  }

  private static final class Node extends Struct {
    final ListHead<Node> link = layout.listHead("link", Node.class);

    Node(Kernel kernel, int number) {
      super(kernel, "n" + number);
    }
  }

  private final Program program;

  FuzzModel(Program program) {
    this.program = program;
  }

  @Override
  public void build(Setup setup) {
    World world = new World(setup.kernel(), program);
    for (int t = 0; t < program.tasks().size(); t++) {
      List<EntryPoint> calls = new ArrayList<>();
      for (List<Statement> call : program.tasks().get(t)) {
        calls.add(new EntryPoint("call" + calls.size(), () -> world.run(call, new int[4])));
      }
      setup.task("T" + t, calls);
    }
    setup.outcome(world::outcome);
  }

  /** The shared objects. */
  private static final class World {
    final Kernel kernel;
    final SpinLock[] spinLocks;
    final Mutex[] mutexes;
    final RwSemaphore rwsem;
    final Srcu srcu;
    final Kref kref;
    final Bits bits;
    final Counter counter;
    final IntCell[] x;
    final StructA structA;
    final Slab<Item> slab;
    final List<Item> items = new ArrayList<>();
    final Cell<Item> pointer;
    final ListHead<Node> head;
    final List<Node> nodes = new ArrayList<>();
    final List<Work> works = new ArrayList<>();
    final List<Srcu.Callback> callbacks = new ArrayList<>();

    World(Kernel kernel, Program program) {
      this.kernel = kernel;
      Layout globals = kernel.layout(null, "");
      structA = new StructA(kernel);
      spinLocks = new SpinLock[] {globals.spinLock("s0"), globals.spinLock("s1"), structA.lock};
      mutexes = new Mutex[] {globals.mutex("m0"), globals.mutex("m1")};
      rwsem = globals.rwSemaphore("r0");
      srcu = globals.srcu("srcu");
      kref = globals.kref("k", program.krefAtStart());
      bits = globals.bits("b", "ZERO", "ONE");
      counter = globals.counter("c", 0);
      x =
          new IntCell[] {
            globals.intCell("x0", 0), globals.intCell("x1", 0), globals.intCell("x2", 0), structA.x3
          };
      slab =
          kernel.slab(
              "item",
              2,
              i -> {
                Item item = new Item(kernel, i);
                items.add(item);
                return item;
              });
      pointer = globals.cell("p", Item.class);
      head = globals.listHead("head", Node.class);
      nodes.add(new Node(kernel, 0));
      nodes.add(new Node(kernel, 1));
      for (int i = 0; i < x.length; i++) {
        Guard guard = guard(program.guards().get(i));
        if (guard != null) {
          x[i].guardedBy(guard);
        }
      }
      Guard guard = guard(program.guardedList());
      if (guard != null) {
        head.guardedBy(guard);
        nodes.forEach(node -> node.link.guardedBy(guard));
      }
      for (List<Statement> body : program.works()) {
        works.add(kernel.work("work" + works.size(), () -> run(body, new int[4])));
      }
      for (List<Statement> body : program.callbacks()) {
        callbacks.add(srcu.callback("cb" + callbacks.size(), () -> run(body, new int[4])));
      }
    }

    private Guard guard(Program.Guard guard) {
      return switch (guard) {
        case NONE -> null;
        case SPIN0 -> spinLocks[0];
        case MUTEX0 -> mutexes[0];
        case LOCK_IN_A -> structA.lock;
        case RWSEM -> rwsem;
        case SPIN0_OR_RELEASER -> kref.orReleaser(spinLocks[0]);
      };
    }

    void run(List<Statement> statements, int[] r) {
      for (Statement s : statements) {
        perform(s, r);
      }
    }

    private void perform(Statement s, int[] r) {
      switch (s.kind()) {
        case LOCK -> lock(s.section());
        case UNLOCK -> unlock(s.section());
        case DOWNGRADE -> rwsem.downgradeWrite();
        case TRYLOCK -> r[s.reg()] = tryLock(s.section()) ? 1 : 0;
        case READ -> r[s.reg()] = x[s.a()].get();
        case READ_ONCE -> r[s.reg()] = x[s.a()].readOnce();
        case WRITE -> x[s.a()].set(s.b());
        case WRITE_ONCE -> x[s.a()].writeOnce(s.b());
        case WRITE_REG -> x[s.a()].set(r[s.reg()] + 1 & 3);
        case ADD -> x[s.a()].add(s.b());
        case IF -> run(r[s.reg()] == s.b() ? s.body() : s.otherwise(), r);
        case AWAIT ->
            kernel.spinUntil(
                () -> {
                  run(s.body(), r);
                  return r[s.reg()] == s.b();
                });
        case REPEAT ->
            kernel.repeatUntil(
                () -> {
                  run(s.body(), r);
                  return r[s.reg()] == s.b();
                });
        case LOOP ->
            kernel.loop(
                () -> {
                  run(s.body(), r);
                  return r[s.reg()] == s.b();
                });
        case KREF_GET -> kref.get();
        case KREF_TRYGET -> r[s.reg()] = kref.getUnlessZero() ? 1 : 0;
        case KREF_PUT -> r[s.reg()] = kref.put() ? 1 : 0;
        case SET_BIT -> bits.setBit(s.a());
        case CLEAR_BIT -> bits.clearBit(s.a());
        case TEST_BIT -> r[s.reg()] = bits.testBit(s.a()) ? 1 : 0;
        case TEST_AND_SET -> r[s.reg()] = bits.testAndSetBit(s.a()) ? 1 : 0;
        case COUNT -> r[s.reg()] = counter.addReturn(s.b());
        case SYNCHRONIZE -> srcu.synchronize();
        case CALL_SRCU -> srcu.call(callbacks.get(s.a()));
        case CLEANUP_SRCU -> srcu.cleanup();
        case QUEUE -> r[s.reg()] = works.get(s.a()).queue() ? 1 : 0;
        case CANCEL -> r[s.reg()] = works.get(s.a()).cancelSync() ? 1 : 0;
        case FREE_A -> kernel.kfree(structA);
        case ALLOC -> pointer.set(slab.alloc());
        case FREE_P -> kernel.kfree(pointer.get());
        case CLEAR_P -> pointer.set(null);
        case P_WRITE -> pointer.get().y.set(s.b());
        case P_READ -> r[s.reg()] = pointer.get().y.get();
        case LIST_ADD -> head.add(nodes.get(s.a()).link);
        case LIST_ADD_TAIL -> head.addTail(nodes.get(s.a()).link);
        case LIST_DEL -> nodes.get(s.a()).link.del();
        case LIST_DEL_INIT -> nodes.get(s.a()).link.delInit();
        case LIST_EMPTY -> r[s.reg()] = head.isEmpty() ? 1 : 0;
        case MIGHT_SLEEP -> kernel.mightSleep();
        case WARN_IF -> kernel.warnOn(r[s.reg()] == s.b(), "r" + s.reg() + " is " + s.b());
      }
    }

    private void lock(Program.Section section) {
      switch (section) {
        case SPIN0 -> spinLocks[0].lock();
        case SPIN1 -> spinLocks[1].lock();
        case MUTEX0 -> mutexes[0].lock();
        case MUTEX1 -> mutexes[1].lock();
        case LOCK_IN_A -> spinLocks[2].lock();
        case READ -> rwsem.downRead();
        case WRITE -> rwsem.downWrite();
        case SRCU -> srcu.readLock();
        case NO_BH -> kernel.localBhDisable();
      }
    }

    private void unlock(Program.Section section) {
      switch (section) {
        case SPIN0 -> spinLocks[0].unlock();
        case SPIN1 -> spinLocks[1].unlock();
        case MUTEX0 -> mutexes[0].unlock();
        case MUTEX1 -> mutexes[1].unlock();
        case LOCK_IN_A -> spinLocks[2].unlock();
        case READ -> rwsem.upRead();
        case WRITE -> rwsem.upWrite();
        case SRCU -> srcu.readUnlock();
        case NO_BH -> kernel.localBhEnable();
      }
    }

    private boolean tryLock(Program.Section section) {
      return switch (section) {
        case SPIN0 -> spinLocks[0].tryLock();
        case SPIN1 -> spinLocks[1].tryLock();
        case MUTEX0 -> mutexes[0].tryLock();
        case MUTEX1 -> mutexes[1].tryLock();
        case LOCK_IN_A -> spinLocks[2].tryLock();
        default -> throw new IllegalArgumentException("nobody tries " + section);
      };
    }

    /** The values of all variables. */
    String outcome() {
      StringBuilder out = new StringBuilder();
      for (IntCell cell : x) {
        out.append(cell.get()).append(' ');
      }
      out.append("k=").append(kref.read());
      out.append(" b=").append((bits.testBit(0) ? 1 : 0) + (bits.testBit(1) ? 2 : 0));
      out.append(" c=").append(counter.read());
      out.append(" p=").append(pointer.get() == null ? 0 : items.indexOf(pointer.get()) + 1);
      out.append(" y=").append(items.get(0).y.get()).append(',').append(items.get(1).y.get());
      out.append(" list=").append(next(head));
      for (Node node : nodes) {
        out.append(',').append(next(node.link));
      }
      return out.toString();
    }

    /** 0 for the head, i + 1 for node i, -1 for poison. */
    private int next(ListHead<Node> link) {
      try {
        Node next = link.next().entry();
        return next == null ? 0 : nodes.indexOf(next) + 1;
      } catch (KernelBug poison) {
        return -1;
      }
    }
  }
}
