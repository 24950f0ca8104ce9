package epcheck.fuzz;

import epcheck.fuzz.Program.Guard;
import epcheck.fuzz.Program.Kind;
import epcheck.fuzz.Program.Section;
import epcheck.fuzz.Program.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes small random programs. Each one uses few kinds of object, so that its tasks meet often;
 * most of it follows the patterns of kernel code (a section, a trylock with two branches,
 * get-unless-zero before use), and now and then it breaks them: an unlock is missing, a guard is
 * not taken, a reference is put twice.
 */
final class Generator {
  private enum Feature {
    LOCKS,
    TRY,
    RWSEM,
    SRCU,
    CALLBACKS,
    KREF,
    BITS,
    COUNTER,
    AWAIT,
    WORK,
    FREE,
    POINTER,
    LIST,
    ATOMIC
  }

  private static final int REGISTERS = 4;

  private final Random random;

  /** Decides in which of its variations a pattern comes; the program is the same but for these. */
  private final Random variation;

  private final Set<Feature> features = EnumSet.noneOf(Feature.class);
  private final List<Guard> guards = new ArrayList<>();
  private Guard guardedList = Guard.NONE;
  private int allocations;
  private int works;
  private int callbacks;

  private Generator(long seed) {
    random = new Random(seed * 0x9e3779b97f4a7c15L + 1);
    variation = new Random(seed * 0x9e3779b97f4a7c15L + 2);
  }

  static Program program(long seed) {
    return new Generator(seed).make(seed);
  }

  private Program make(long seed) {
    int wanted = chance(25) ? 1 : 2 + random.nextInt(3);
    while (features.size() < wanted) {
      features.add(Feature.values()[random.nextInt(Feature.values().length)]);
    }
    works = features.contains(Feature.WORK) ? 1 + random.nextInt(2) : 0;
    if (features.contains(Feature.CALLBACKS)) {
      features.add(Feature.SRCU);
      callbacks = 1 + random.nextInt(2);
    }
    for (int i = 0; i < Program.INTS; i++) {
      guards.add(chance(60) ? Guard.values()[random.nextInt(Guard.values().length)] : Guard.NONE);
    }
    guardedList = chance(50) ? Guard.SPIN0 : Guard.NONE;
    // A queued writer is seen by a third task only.
    int tasks = features.contains(Feature.RWSEM) || chance(40) ? 3 : 2;
    List<List<List<Statement>>> all = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      List<List<Statement>> calls = new ArrayList<>();
      int n = chance(70) ? 1 : 2;
      for (int c = 0; c < n; c++) {
        calls.add(block(1 + random.nextInt(tasks + n > 4 ? 2 : 4), 2));
      }
      all.add(calls);
    }
    return new Program(
        seed,
        guards,
        guardedList,
        1 + random.nextInt(2),
        all,
        deferred(works),
        deferred(callbacks));
  }

  private List<List<Statement>> deferred(int count) {
    int allowed = allocations;
    allocations = 2;
    List<List<Statement>> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Statement> body = block(1 + random.nextInt(2), 1);
      if (works > 0 && chance(15)) {
        body.add(say(Kind.QUEUE, random.nextInt(works), 0, register()));
      }
      bodies.add(body);
    }
    allocations = allowed;
    return bodies;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private boolean varies(int percent) {
    return variation.nextInt(100) < percent;
  }

  private int register() {
    return random.nextInt(REGISTERS);
  }

  private static Statement say(Kind kind, int a, int b, int reg) {
    return Statement.of(kind, a, b, reg);
  }

  private static Statement when(int reg, int b, List<Statement> then, List<Statement> otherwise) {
    return new Statement(Kind.IF, 0, b, reg, then, otherwise);
  }

  private List<Statement> block(int size, int depth) {
    List<Statement> out = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      add(out, depth);
    }
    return out;
  }

  /** Adds a pattern. */
  private void add(List<Statement> out, int depth) {
    if (depth == 0 || chance(30)) {
      simple(out);
      return;
    }
    Feature[] all = features.toArray(new Feature[0]);
    switch (all[random.nextInt(all.length)]) {
      case LOCKS -> section(out, lock(), depth);
      case TRY -> tried(out, depth);
      case RWSEM -> section(out, chance(50) ? Section.READ : Section.WRITE, depth);
      case SRCU -> {
        if (chance(40)) {
          out.add(say(Kind.SYNCHRONIZE, 0, 0, 0));
        } else if (chance(15)) {
          out.add(say(Kind.CLEANUP_SRCU, 0, 0, 0));
        } else {
          section(out, Section.SRCU, depth);
        }
      }
      case CALLBACKS -> out.add(say(Kind.CALL_SRCU, random.nextInt(callbacks), 0, 0));
      case KREF -> kref(out, depth);
      case BITS -> bits(out, depth);
      case COUNTER -> {
        int r = register();
        out.add(say(Kind.COUNT, 0, 1 + random.nextInt(2), r));
        if (chance(50)) {
          out.add(when(r, 1 + random.nextInt(2), block(1, depth - 1), block(1, 0)));
        }
      }
      case AWAIT -> await(out);
      case WORK -> {
        int work = random.nextInt(works);
        int r = register();
        boolean cancels = varies(35);
        if (!cancels || varies(50)) {
          out.add(say(Kind.QUEUE, work, 0, r));
        }
        if (cancels) {
          out.add(say(Kind.CANCEL, work, 0, r));
        }
      }
      case FREE -> {
        switch (random.nextInt(4)) {
          case 0 -> out.add(say(Kind.FREE_A, 0, 0, 0));
          case 1 -> section(out, Section.LOCK_IN_A, depth);
          case 2 -> putAndFree(out);
          default -> access(out, Program.INTS - 1);
        }
      }
      case POINTER -> pointer(out);
      case LIST -> list(out);
      case ATOMIC -> {
        if (chance(40)) {
          out.add(say(Kind.MIGHT_SLEEP, 0, 0, 0));
        } else {
          section(out, chance(50) ? Section.NO_BH : Section.SPIN1, depth);
        }
      }
    }
  }

  private void simple(List<Statement> out) {
    int variable = random.nextInt(features.contains(Feature.FREE) ? Program.INTS : 3);
    if (chance(20)) {
      int r = register();
      read(out, variable, r);
      if (chance(60)) {
        List<Statement> otherwise = new ArrayList<>();
        access(otherwise, random.nextInt(3));
        List<Statement> then = new ArrayList<>();
        access(then, random.nextInt(3));
        out.add(when(r, random.nextInt(3), then, otherwise));
      } else {
        out.add(say(Kind.WARN_IF, 0, 2 + random.nextInt(2), r));
      }
    } else {
      access(out, variable);
    }
  }

  /** An access to an integer, mostly with its guard held. */
  private void access(List<Statement> out, int variable) {
    Section guard = sectionOf(guards.get(variable));
    if (guard != null && chance(65)) {
      out.add(say(Kind.LOCK, guard.ordinal(), 0, 0));
      bareAccess(out, variable);
      if (chance(40)) {
        bareAccess(out, variable);
      }
      out.add(say(Kind.UNLOCK, guard.ordinal(), 0, 0));
    } else {
      bareAccess(out, variable);
    }
  }

  private static Section sectionOf(Guard guard) {
    return switch (guard) {
      case NONE -> null;
      case SPIN0, SPIN0_OR_RELEASER -> Section.SPIN0;
      case MUTEX0 -> Section.MUTEX0;
      case LOCK_IN_A -> Section.LOCK_IN_A;
      case RWSEM -> Section.WRITE;
    };
  }

  private void bareAccess(List<Statement> out, int variable) {
    int value = random.nextInt(3);
    switch (random.nextInt(6)) {
      case 0 -> read(out, variable, register());
      case 1 -> out.add(say(Kind.WRITE, variable, value, 0));
      case 2 -> out.add(say(Kind.WRITE_ONCE, variable, value, 0));
      case 3 -> out.add(say(Kind.ADD, variable, 1, 0));
      case 4 -> out.add(say(Kind.READ, variable, 0, register()));
      default -> out.add(say(Kind.WRITE_REG, variable, 0, register()));
    }
  }

  private void read(List<Statement> out, int variable, int reg) {
    out.add(say(chance(50) ? Kind.READ : Kind.READ_ONCE, variable, 0, reg));
  }

  private Section lock() {
    int n = features.contains(Feature.FREE) ? 5 : 4;
    return Section.values()[random.nextInt(n)];
  }

  private void section(List<Statement> out, Section section, int depth) {
    out.add(say(Kind.LOCK, section.ordinal(), 0, 0));
    out.addAll(block(1 + random.nextInt(2), depth - 1));
    Section held = section;
    if (section == Section.WRITE && varies(30)) {
      out.add(say(Kind.DOWNGRADE, 0, 0, 0));
      if (varies(50)) {
        out.add(say(varies(50) ? Kind.READ : Kind.WRITE, variation.nextInt(3), 1, 0));
      }
      held = Section.READ;
    }
    if (!chance(4)) {
      out.add(say(Kind.UNLOCK, held.ordinal(), 0, 0));
    }
    if (chance(2)) {
      out.add(say(Kind.UNLOCK, held.ordinal(), 0, 0));
    }
  }

  private void tried(List<Statement> out, int depth) {
    Section lock = lock();
    int r = register();
    List<Statement> then = block(1, depth - 1);
    if (!chance(5)) {
      then.add(say(Kind.UNLOCK, lock.ordinal(), 0, 0));
    }
    out.add(say(Kind.TRYLOCK, lock.ordinal(), 0, r));
    out.add(when(r, 1, then, chance(60) ? block(1, 0) : List.of()));
  }

  private void kref(List<Statement> out, int depth) {
    int r = register();
    switch (random.nextInt(5)) {
      case 0 -> {
        out.add(say(Kind.KREF_GET, 0, 0, 0));
        out.addAll(block(1, depth - 1));
        putAndOwn(out);
      }
      case 1, 2 -> {
        List<Statement> then = block(1, depth - 1);
        putAndOwn(then);
        out.add(say(Kind.KREF_TRYGET, 0, 0, r));
        out.add(when(r, 1, then, chance(50) ? block(1, 0) : List.of()));
      }
      default -> putAndOwn(out);
    }
  }

  /** A put, and what the task that drops the last reference does with what is its own now. */
  private void putAndOwn(List<Statement> out) {
    int r = register();
    out.add(say(Kind.KREF_PUT, 0, 0, r));
    int owned = guards.indexOf(Guard.SPIN0_OR_RELEASER);
    if (owned >= 0) {
      List<Statement> then = new ArrayList<>();
      bareAccess(then, owned);
      bareAccess(then, owned);
      out.add(when(r, 1, then, List.of()));
    } else if (features.contains(Feature.FREE)) {
      out.add(when(r, 1, List.of(say(Kind.FREE_A, 0, 0, 0)), List.of()));
    }
  }

  private void putAndFree(List<Statement> out) {
    int r = register();
    out.add(say(Kind.KREF_PUT, 0, 0, r));
    out.add(when(r, 1, List.of(say(Kind.FREE_A, 0, 0, 0)), List.of()));
  }

  private void bits(List<Statement> out, int depth) {
    int bit = random.nextInt(2);
    int r = register();
    switch (random.nextInt(4)) {
      case 0 -> out.add(say(Kind.SET_BIT, bit, 0, 0));
      case 1 -> out.add(say(Kind.CLEAR_BIT, bit, 0, 0));
      case 2 -> {
        out.add(say(Kind.TEST_BIT, bit, 0, r));
        out.add(when(r, 1, block(1, depth - 1), List.of()));
      }
      default -> {
        out.add(say(Kind.TEST_AND_SET, bit, 0, r));
        out.add(when(r, 0, block(1, depth - 1), chance(40) ? block(1, 0) : List.of()));
      }
    }
  }

  private void await(List<Statement> out) {
    int r = register();
    int variable = random.nextInt(3);
    int value = 1 + random.nextInt(2);
    List<Statement> body = new ArrayList<>();
    switch (random.nextInt(11)) {
      case 0 -> read(body, variable, r);
      case 1 -> {
        Section lock = sectionOf(guards.get(variable)) == null ? lock() : Section.SPIN0;
        body.add(say(Kind.LOCK, lock.ordinal(), 0, 0));
        body.add(say(Kind.READ, variable, 0, r));
        body.add(say(Kind.UNLOCK, lock.ordinal(), 0, 0));
      }
      case 2 -> {
        body.add(say(Kind.TEST_BIT, random.nextInt(2), 0, r));
        value = 1;
      }
      case 3 -> {
        Section lock = lock();
        out.add(again(1, r, List.of(say(Kind.TRYLOCK, lock.ordinal(), 0, r))));
        access(out, variable);
        out.add(say(Kind.UNLOCK, lock.ordinal(), 0, 0));
        return;
      }
      case 4 -> {
        // A lock made of a bit.
        out.add(again(0, r, List.of(say(Kind.TEST_AND_SET, 0, 0, r))));
        access(out, variable);
        out.add(say(Kind.CLEAR_BIT, 0, 0, 0));
        return;
      }
      case 5 -> {
        // Leaves something behind in memory, and does not see what.
        body.add(say(Kind.SET_BIT, random.nextInt(2), 0, 0));
        read(body, variable, r);
      }
      case 6 -> {
        int got = (r + 1) % REGISTERS;
        body.add(say(Kind.KREF_TRYGET, 0, 0, got));
        body.add(when(got, 1, List.of(say(Kind.KREF_PUT, 0, 0, got)), List.of()));
        read(body, variable, r);
      }
      case 7 -> {
        read(body, variable, (r + 1) % REGISTERS);
        read(body, (variable + 1) % 3, r);
      }
      case 8, 9 -> {
        // Two of these keep each other awake for ever.
        body.add(say(Kind.READ, variable, 0, r));
        body.add(say(Kind.WRITE_REG, variable, 0, r));
        read(body, (variable + 1) % 3, r);
      }
      default -> {
        int got = (r + 1) % REGISTERS;
        Section lock = lock();
        body.add(say(Kind.READ_ONCE, variable, 0, r));
        body.add(say(Kind.TRYLOCK, lock.ordinal(), 0, got));
        body.add(when(got, 1, List.of(say(Kind.UNLOCK, lock.ordinal(), 0, 0)), List.of()));
      }
    }
    out.add(again(value, r, body));
  }

  /** A loop that ends once {@code reg == b}. */
  private Statement again(int b, int reg, List<Statement> body) {
    if (varies(80)) {
      return new Statement(Kind.AWAIT, 0, b, reg, body, List.of());
    }
    if (varies(50) || !stops(body.get(0))) {
      return new Statement(Kind.REPEAT, 0, b, reg, body, List.of());
    }
    // A pass of one step only that changes nothing is a cycle of one state, which Lasso may miss.
    List<Statement> pass = new ArrayList<>(body);
    pass.add(0, say(Kind.TEST_BIT, 1, 0, (reg + 2) % REGISTERS));
    return new Statement(Kind.LOOP, 0, b, reg, pass, List.of());
  }

  /** It is a scheduling point whatever is held. */
  private static boolean stops(Statement statement) {
    return switch (statement.kind()) {
      case LOCK, TRYLOCK, TEST_BIT, SET_BIT, TEST_AND_SET, KREF_TRYGET -> true;
      default -> false;
    };
  }

  private void pointer(List<Statement> out) {
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        if (allocations < 2) {
          allocations++;
          out.add(say(Kind.ALLOC, 0, 0, 0));
        } else {
          out.add(say(Kind.FREE_P, 0, 0, 0));
        }
      }
      case 2 -> out.add(say(Kind.CLEAR_P, 0, 0, 0));
      case 3 -> out.add(say(Kind.P_READ, 0, 0, register()));
      case 4 -> out.add(say(Kind.FREE_P, 0, 0, 0));
      default -> out.add(say(Kind.P_WRITE, 0, random.nextInt(3), 0));
    }
  }

  private void list(List<Statement> out) {
    boolean locked = guardedList == Guard.SPIN0 ? chance(85) : chance(40);
    if (locked) {
      out.add(say(Kind.LOCK, Section.SPIN0.ordinal(), 0, 0));
    }
    int node = random.nextInt(2);
    switch (random.nextInt(6)) {
      case 0, 1 -> out.add(say(Kind.LIST_ADD, node, 0, 0));
      case 2 -> out.add(say(Kind.LIST_ADD_TAIL, node, 0, 0));
      case 3 -> out.add(say(Kind.LIST_DEL, node, 0, 0));
      case 4 -> out.add(say(Kind.LIST_DEL_INIT, node, 0, 0));
      default -> {
        int r = register();
        out.add(say(Kind.LIST_EMPTY, 0, 0, r));
        out.add(when(r, 0, List.of(say(Kind.LIST_DEL_INIT, node, 0, 0)), List.of()));
      }
    }
    if (locked) {
      out.add(say(Kind.UNLOCK, Section.SPIN0.ordinal(), 0, 0));
    }
  }
}
