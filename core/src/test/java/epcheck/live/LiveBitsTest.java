package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveBitsTest {
  private final Box a = new Box(new LiveKernel(), "A");

  @Test
  void eachBitIsItsOwn() {
    a.flags.setBit(1);
    a.flags.setBit(31);
    assertThat(a.flags.testBit(0)).isFalse();
    assertThat(a.flags.testBit(1)).isTrue();
    assertThat(a.flags.testBit(31)).isTrue();
    a.flags.clearBit(31);
    assertThat(a.flags.testBit(31)).isFalse();
    assertThat(a.flags.testBit(1)).isTrue();
    assertThat(a.flags.testAndSetBit(1)).isTrue();
    assertThat(a.flags.testAndSetBit(0)).isFalse();
    assertThat(a.flags.testBit(0)).isTrue();
  }

  /** What {@code x |= y} on a plain word would not give. */
  @Test
  void noUpdateOfANeighbourIsLost() {
    Tasks tasks = new Tasks();
    for (int t = 0; t < 3; t++) {
      int bit = t;
      tasks.race(
          () -> {
            for (int i = 0; i < 20_000; i++) {
              a.flags.setBit(bit);
              assertThat(a.flags.testBit(bit)).isTrue();
              a.flags.clearBit(bit);
              assertThat(a.flags.testBit(bit)).isFalse();
            }
          });
    }
    tasks.join();
  }

  /** As the ioctls use it: SGX_ENCL_IOCTL keeps all but one out. */
  @Test
  void testAndSetBitHasOneWinner() {
    AtomicInteger wins = new AtomicInteger();
    Tasks tasks = new Tasks();
    for (int t = 0; t < 3; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 20_000; i++) {
              if (!a.flags.testAndSetBit(1)) {
                a.value.add(1); // Plain, under the bit as a lock: the next winner sees it.
                wins.incrementAndGet();
                a.flags.testAndSetBit(2); // A full fence: clear_bit() alone releases nothing.
                a.flags.clearBit(1);
              }
            }
          });
    }
    tasks.join();
    assertThat(a.value.get()).isEqualTo(wins.get()).isPositive();
  }
}
