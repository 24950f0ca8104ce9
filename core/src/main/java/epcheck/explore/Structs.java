package epcheck.explore;

import epcheck.kernel.Struct;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Numbers the structs of a model, so that a pointer fits in a slot. NULL is 0. */
final class Structs {
  private final List<Struct> byNumber = new ArrayList<>();
  private final Map<Struct, Integer> numbers = new IdentityHashMap<>();
  private final List<Integer> lives = new ArrayList<>();

  Structs() {
    byNumber.add(null);
    lives.add(-1);
  }

  /**
   * @param life the slot that says whether the struct is alive
   */
  void add(Struct struct, int life) {
    numbers.put(struct, byNumber.size());
    byNumber.add(struct);
    lives.add(life);
  }

  int numberOf(Struct struct) {
    return struct == null ? 0 : numbers.get(struct);
  }

  int lifeOf(Struct struct) {
    return lives.get(numberOf(struct));
  }

  @SuppressWarnings(
      "unchecked") // The cell that asks stored a T, or another type's pointer through a union.
  <T extends Struct> T at(int number) {
    return (T) byNumber.get(number);
  }

  String print(int number) {
    return number == 0 ? "NULL" : byNumber.get(number).toString();
  }
}
