package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveXArrayTest {
  private final LiveKernel kernel = new LiveKernel();
  private final Box a = new Box(kernel, "A");
  private final Box b = new Box(kernel, "B");

  @Test
  void insertsAndErases() {
    assertThat(a.array.size()).isEqualTo(2);
    assertThat(a.array.load(1)).isNull();
    assertThat(a.array.insert(1, b)).isTrue();
    assertThat(a.array.insert(1, a)).as("-EBUSY").isFalse();
    assertThat(a.array.load(1)).isSameAs(b);
    assertThat(a.array.load(0)).isNull();
    a.array.erase(1);
    assertThat(a.array.load(1)).isNull();
    assertThat(a.array.xaLock().held(true)).isFalse();
  }

  @Test
  void insertTakesTheLockByItself() {
    a.array.xaLock().lock();
    assertBug(
        "recursive-lock",
        "possible recursive locking: A->array.xa_lock is held by this task",
        () -> a.array.insert(0, b));
  }

  @Test
  void oneOfTwoInsertsWinsAndALoadFindsItInitialized() {
    for (int round = 0; round < 2_000; round++) {
      Box owner = new Box(kernel, "owner");
      AtomicInteger wins = new AtomicInteger();
      Tasks tasks = new Tasks();
      for (int t = 0; t < 2; t++) {
        Box mine = new Box(kernel, "page#" + t);
        tasks.race(
            () -> {
              mine.value.set(1);
              wins.addAndGet(owner.array.insert(0, mine) ? 1 : 0);
              assertThat(owner.array.load(0).value.get()).isEqualTo(1);
            });
      }
      tasks.join();
      assertThat(wins).hasValue(1);
    }
  }
}
