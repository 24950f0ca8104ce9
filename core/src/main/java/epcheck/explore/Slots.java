package epcheck.explore;

import epcheck.kernel.Guard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What is known of each slot of the memory, apart from its value: its name and how values print,
 * the struct that it is a member of, its guard, and whether accesses to it had to become scheduling
 * points.
 */
final class Slots {
  private final Memory memory;
  private final List<String> names = new ArrayList<>();
  private final List<IntFunction<String>> formats = new ArrayList<>();
  private final List<String[]> bitNames = new ArrayList<>();
  private final List<HeldLock> locks = new ArrayList<>();

  /** The slots whose releases are no scheduling points until somebody can see the difference. */
  private final List<Integer> releases = new ArrayList<>();

  private Guard[] guards = new Guard[512];
  private boolean[] promoted = new boolean[512];
  private int[] lifeOf = new int[512];

  Slots(Memory memory) {
    this.memory = memory;
  }

  /** Adds a slot; {@code life} is the slot that tells whether its struct is alive, or -1. */
  int add(String name, int life, int initial) {
    int slot = memory.allocate(initial);
    if (slot == lifeOf.length) {
      guards = Arrays.copyOf(guards, 2 * slot);
      promoted = Arrays.copyOf(promoted, 2 * slot);
      lifeOf = Arrays.copyOf(lifeOf, 2 * slot);
    }
    lifeOf[slot] = life;
    names.add(name);
    formats.add(null);
    bitNames.add(null);
    return slot;
  }

  void guard(int slot, Guard guard) {
    guards[slot] = guard;
  }

  void format(int slot, IntFunction<String> format) {
    formats.set(slot, format);
  }

  void nameBits(int slot, String[] bits) {
    bitNames.set(slot, bits.clone());
    format(slot, word -> printBits(slot, word));
  }

  void addLock(HeldLock lock) {
    locks.add(lock);
    addRelease(lock.slot());
  }

  /** Adds a slot whose releases may have to become scheduling points. */
  void addRelease(int slot) {
    releases.add(slot);
  }

  // ---- scheduling points

  /** The guard that was declared for a slot; null if there is none. */
  Guard guardOf(int slot) {
    return guards[slot];
  }

  /**
   * The slot that tells whether the struct is alive of which this one is a member; -1 if it always
   * is.
   */
  int lifeOf(int slot) {
    return lifeOf[slot];
  }

  boolean isPromoted(int slot) {
    return promoted[slot];
  }

  void promote(int slot) {
    promoted[slot] = true;
  }

  /** The slots that were made scheduling points, ascending. */
  List<Integer> promoted() {
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < memory.size(); slot++) {
      if (promoted[slot]) {
        slots.add(slot);
      }
    }
    return slots;
  }

  /**
   * A member of a struct that is being freed which must be a scheduling point and is not, or -1:
   * one that the freeing task does not own, or a lock, since who unlocks a lock that may be gone
   * must be seen doing so.
   */
  int hiddenMember(int life) {
    for (int slot : releases) {
      if (lifeOf[slot] == life && !promoted[slot]) {
        return slot;
      }
    }
    for (int slot = 0; slot < memory.size(); slot++) {
      if (lifeOf[slot] == life
          && guards[slot] != null
          && !promoted[slot]
          && !guards[slot].held(true)) {
        return slot;
      }
    }
    return -1;
  }

  // ---- locks

  List<HeldLock> locks() {
    return locks;
  }

  /** A lock that the task holds, or null. */
  HeldLock heldBy(Task task) {
    for (int i = 0; i < locks.size(); i++) {
      if (locks.get(i).heldBy(task)) {
        return locks.get(i);
      }
    }
    return null;
  }

  /** A lock that is held and is a member of the struct, or null. */
  HeldLock heldMember(int life) {
    for (HeldLock lock : locks) {
      if (lifeOf[lock.slot()] == life && lock.holders() != 0) {
        return lock;
      }
    }
    return null;
  }

  // ---- names

  /** As in C, for example {@code A->flags}. */
  String name(int slot) {
    return names.get(slot);
  }

  /** A value of a slot as reports print it. */
  String print(int slot, int value) {
    IntFunction<String> format = formats.get(slot);
    return format == null ? Integer.toString(value) : format.apply(value);
  }

  /** The name of a bit of a word of flags. */
  String bitName(int slot, int bit) {
    String[] bits = bitNames.get(slot);
    return bits != null && bit < bits.length ? bits[bit] : Integer.toString(bit);
  }

  private String printBits(int slot, int word) {
    List<String> set = new ArrayList<>();
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      if ((word >>> bit & 1) != 0) {
        set.add(bitName(slot, bit));
      }
    }
    return set.isEmpty() ? "0" : String.join("|", set);
  }

  /** The operation as C text, for example {@code mutex_lock(&A->lock)}. */
  String describe(int signature) {
    return Statement.of(Op.of(signature), names.get(Op.slot(signature)));
  }
}
