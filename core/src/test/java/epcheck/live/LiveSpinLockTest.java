package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveSpinLockTest {
  private final Box a = new Box(new LiveKernel(), "A");

  @Test
  void plainIncrementsUnderTheLockAreNotLost() {
    Tasks tasks = new Tasks();
    for (int t = 0; t < 3; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 20_000; i++) {
              a.spin.lock();
              a.value.add(1);
              a.spin.unlock();
            }
          });
    }
    tasks.join();
    assertThat(a.value.get()).isEqualTo(60_000);
  }

  @Test
  void plainIncrementsUnderATriedLockAreNotLost() {
    Tasks tasks = new Tasks();
    for (int t = 0; t < 3; t++) {
      tasks.race(
          () -> {
            for (int done = 0; done < 20_000; ) {
              if (a.spin.tryLock()) {
                a.value.add(1);
                a.spin.unlock();
                done++;
              }
            }
          });
    }
    tasks.join();
    assertThat(a.value.get()).isEqualTo(60_000);
  }

  @Test
  void tryLockFailsWhileAnotherTaskHoldsIt() {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch tried = new CountDownLatch(1);
    Tasks tasks = new Tasks();
    tasks.start(
        () -> {
          a.spin.lock();
          held.countDown();
          Tasks.await(tried);
          a.spin.unlock();
        });
    Tasks.await(held);
    assertThat(a.spin.tryLock()).isFalse();
    assertThat(a.spin.held(true)).isFalse();
    assertBug("bad-unlock", "bad unlock balance: this task does not hold A->spin", a.spin::unlock);
    tried.countDown();
    tasks.join();
    assertThat(a.spin.tryLock()).isTrue();
    assertThat(a.spin.held(true)).isTrue();
  }

  @Test
  void aSecondLockByTheHolderIsRecursive() {
    a.spin.lock();
    assertThat(a.spin.tryLock()).isFalse();
    assertBug(
        "recursive-lock", "possible recursive locking: A->spin is held by this task", a.spin::lock);
  }

  @Test
  void anUnlockOfAFreeLockIsABadUnlock() {
    assertBug("bad-unlock", "bad unlock balance: this task does not hold A->spin", a.spin::unlock);
  }
}
