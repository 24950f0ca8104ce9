package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveCounterTest {
  private final Box a = new Box(new LiveKernel(), "A");

  @Test
  void returnsTheSum() {
    assertThat(a.counter.addReturn(5)).isEqualTo(5);
    assertThat(a.counter.addReturn(-7)).isEqualTo(-2);
    assertThat(a.counter.read()).isEqualTo(-2);
  }

  @Test
  void noTwoTasksGetTheSameSum() {
    ConcurrentHashMap.KeySetView<Integer, Boolean> sums = ConcurrentHashMap.newKeySet();
    Tasks tasks = new Tasks();
    for (int t = 0; t < 3; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              assertThat(sums.add(a.counter.addReturn(1))).isTrue();
            }
          });
    }
    tasks.join();
    assertThat(a.counter.read()).isEqualTo(30_000);
    assertThat(sums).hasSize(30_000);
  }
}
