package epcheck.fuzz;

import epcheck.explore.Exploration;
import epcheck.explore.Granularity;
import epcheck.fuzz.Interleavings.Script;
import epcheck.kernel.Bits;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The benchmarks of stateless model checking: the first two of Flanagan and Godefroid (POPL 2005),
 * the others of Abdulla, Aronis, Jonsson and Sagonas (POPL 2014). Each one twice: in the kernel's
 * vocabulary for the explorer, and as a {@link Script} for {@link Interleavings}.
 */
public final class Classics {
  private Classics() {}

  /**
   * What {@link #counts} must say. The transitions show that sleep sets prune no more and no less
   * than they should.
   */
  static final String COUNTS =
      """
      readers(4) ACCESS 32 63
      readers(4) LOCK 32 63
      lastzero(4) ACCESS 416 498
      lastzero(4) LOCK 416 498
      indexer(4, 2) ACCESS 2069 3026
      indexer(4, 2) LOCK 2069 3026
      filesystem(4) ACCESS 6561 6560
      filesystem(4) LOCK 108 107
      philosophers(5) ACCESS 1743 2159
      philosophers(5) LOCK 243 336
      """;

  /** States and transitions of all the benchmarks, with states matched and sleep sets. */
  public static String counts() {
    Map<String, Model> models = new LinkedHashMap<>();
    models.put("readers(4)", readers(4));
    models.put("lastzero(4)", lastZero(4));
    models.put("indexer(4, 2)", indexer(4, 2, 8));
    models.put("filesystem(4)", fileSystem(4, 8, 6));
    models.put("philosophers(5)", philosophers(5));
    StringBuilder out = new StringBuilder();
    models.forEach(
        (name, model) -> {
          for (Granularity granularity : Granularity.values()) {
            Exploration.Result r = Exploration.of(model, granularity, true, true, 1_000_000);
            out.append(name + " " + granularity + " " + r.states() + " " + r.transitions() + "\n");
          }
        });
    return out.toString();
  }

  private static <T> List<T> each(int n, IntFunction<T> make) {
    return IntStream.range(0, n).mapToObj(make).toList();
  }

  private static void task(Model.Setup setup, String name, Runnable body) {
    setup.task(name, List.of(new EntryPoint(name, body)));
  }

  /** One writer of a variable, n readers. */
  static Model readers(int n) {
    return setup -> {
      IntCell x = setup.kernel().layout(null, "").intCell("x", 0);
      task(setup, "writer", () -> x.writeOnce(42));
      for (int i = 0; i < n; i++) {
        task(setup, "reader" + i, x::readOnce);
      }
    };
  }

  static Script readersScript() {
    return (thread, pc, local, memory, event) -> {
      if (thread == 0) {
        event.writes(0);
      } else {
        event.reads(0);
      }
      return Script.DONE;
    };
  }

  /** Thread j of n sets a[j] = a[j-1] + 1; another one looks for the last zero, from the end on. */
  static Model lastZero(int n) {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      List<IntCell> a = each(n + 1, i -> globals.intCell("a" + i, 0));
      task(
          setup,
          "finder",
          () -> {
            int i = n;
            while (a.get(i).readOnce() != 0) {
              i--;
            }
          });
      for (int j = 1; j <= n; j++) {
        int at = j;
        task(setup, "adder" + j, () -> a.get(at).writeOnce(a.get(at - 1).readOnce() + 1));
      }
    };
  }

  static Script lastZeroScript(int n) {
    return (thread, pc, local, memory, event) -> {
      if (thread == 0) {
        int i = n - local[0]++;
        event.reads(i);
        return memory[i] == 0 ? Script.DONE : 0;
      } else if (pc == 0) {
        event.reads(thread - 1);
        local[0] = memory[thread - 1];
        return 1;
      }
      event.writes(thread);
      memory[thread] = local[0] + 1;
      return Script.DONE;
    };
  }

  /**
   * n threads put messages into a hash table with compare-and-swap; a taken slot sends them to the
   * next one.
   */
  static Model indexer(int n, int messages, int size) {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      List<Bits> table = each(size, i -> globals.bits("slot" + i, "TAKEN"));
      for (int t = 0; t < n; t++) {
        int thread = t;
        task(
            setup,
            "indexer" + t,
            () -> {
              for (int m = 0; m < messages; m++) {
                int h = slot(thread, m, size);
                while (table.get(h).testAndSetBit(0)) {
                  h = (h + 1) % size;
                }
              }
            });
      }
    };
  }

  /** Two threads of the same parity want the same slot. */
  private static int slot(int thread, int message, int size) {
    return (thread % 2 * 3 + message) % size;
  }

  static Script indexerScript(int messages, int size) {
    return (thread, pc, local, memory, event) -> {
      int h = (slot(thread, pc, size) + local[0]) % size;
      event.writes(h);
      if (memory[h] != 0) {
        local[0]++;
        return pc;
      }
      memory[h] = 1;
      local[0] = 0;
      return pc + 1 == messages ? Script.DONE : pc + 1;
    };
  }

  /**
   * n threads give an inode a block each, the first free one from a place that two inodes share.
   */
  static Model fileSystem(int n, int inodes, int blocks) {
    return setup -> {
      Kernel kernel = setup.kernel();
      Layout globals = kernel.layout(null, "");
      List<Mutex> inodeLock = each(inodes, i -> globals.mutex("locki" + i));
      List<Mutex> blockLock = each(blocks, i -> globals.mutex("lockb" + i));
      List<IntCell> inode =
          each(inodes, i -> globals.intCell("inode" + i, 0).guardedBy(inodeLock.get(i)));
      List<IntCell> busy =
          each(blocks, i -> globals.intCell("busy" + i, 0).guardedBy(blockLock.get(i)));
      for (int t = 0; t < n; t++) {
        int i = t % inodes;
        task(
            setup,
            "file" + t,
            () -> {
              inodeLock.get(i).lock();
              if (inode.get(i).get() == 0) {
                int b = i * 2 % blocks;
                blockLock.get(b).lock();
                while (busy.get(b).get() != 0) {
                  blockLock.get(b).unlock();
                  b = (b + 1) % blocks;
                  blockLock.get(b).lock();
                }
                busy.get(b).set(1);
                inode.get(i).set(b + 1);
                blockLock.get(b).unlock();
              }
              inodeLock.get(i).unlock();
            });
      }
    };
  }

  /**
   * The same with what a lock guards left out of the events, which changes no class: the lock has
   * it in order.
   */
  static Script fileSystemScript(int inodes, int blocks) {
    return (thread, pc, local, memory, event) -> {
      int i = thread % inodes;
      int lockOfInode = i;
      int inode = inodes + i;
      int b = (i * 2 + local[0]) % blocks;
      int lockOfBlock = 2 * inodes + b;
      int busy = 2 * inodes + blocks + b;
      switch (pc) {
        case 0:
          event.writes(lockOfInode);
          if (memory[lockOfInode] != 0) {
            return Script.BLOCKED;
          }
          memory[lockOfInode] = 1;
          return memory[inode] == 0 ? 1 : 3;
        case 1:
          event.writes(lockOfBlock);
          if (memory[lockOfBlock] != 0) {
            return Script.BLOCKED;
          }
          memory[lockOfBlock] = 1;
          return 2;
        case 2:
          event.writes(lockOfBlock);
          memory[lockOfBlock] = 0;
          if (memory[busy] != 0) {
            local[0]++;
            return 1;
          }
          memory[busy] = 1;
          memory[inode] = b + 1;
          return 3;
        default:
          event.writes(lockOfInode);
          memory[lockOfInode] = 0;
          return Script.DONE;
      }
    };
  }

  /** n philosophers, each of whom takes the left fork first. */
  static Model philosophers(int n) {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      List<Mutex> fork = each(n, i -> globals.mutex("fork" + i));
      for (int i = 0; i < n; i++) {
        Mutex left = fork.get(i);
        Mutex right = fork.get((i + 1) % n);
        task(
            setup,
            "philosopher" + i,
            () -> {
              left.lock();
              right.lock();
              right.unlock();
              left.unlock();
            });
      }
    };
  }

  static Script philosophersScript(int n) {
    return (thread, pc, local, memory, event) -> {
      int fork = pc == 0 || pc == 3 ? thread : (thread + 1) % n;
      event.writes(fork);
      if (pc < 2) {
        if (memory[fork] != 0) {
          return Script.BLOCKED;
        }
        memory[fork] = 1;
      } else {
        memory[fork] = 0;
      }
      return pc == 3 ? Script.DONE : pc + 1;
    };
  }
}
