package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveMutexTest {
  private final Box a = new Box(new LiveKernel(), "A");

  @Test
  void plainIncrementsUnderTheMutexAreNotLost() {
    Tasks tasks = new Tasks();
    for (int t = 0; t < 4; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 20_000; i++) {
              a.mutex.lock();
              a.value.add(1);
              a.mutex.unlock();
            }
          });
    }
    tasks.join();
    assertThat(a.value.get()).isEqualTo(80_000);
  }

  @Test
  void everySleeperGetsItsTurn() {
    a.mutex.lock();
    Tasks tasks = new Tasks();
    for (int t = 0; t < 4; t++) {
      Thread sleeper =
          tasks.start(
              () -> {
                a.mutex.lock();
                a.value.add(1);
                a.mutex.unlock();
              });
      Tasks.awaitAsleep(sleeper);
    }
    assertThat(a.value.get()).isZero();
    a.mutex.unlock();
    tasks.join();
    assertThat(a.value.get()).isEqualTo(4);
    assertThat(a.mutex.tryLock()).isTrue();
  }

  @Test
  void tryLockNeverSleeps() {
    a.mutex.lock();
    Tasks tasks = new Tasks();
    tasks.start(
        () -> {
          assertThat(a.mutex.tryLock()).isFalse();
          assertThat(a.mutex.held(true)).isFalse();
          a.spin.lock();
          assertThat(a.mutex.tryLock()).isFalse();
          a.spin.unlock();
        });
    tasks.join();
    assertThat(a.mutex.held(true)).isTrue();
  }

  @Test
  void aSleeperIgnoresAnInterruptAndKeepsIt() {
    a.mutex.lock();
    Tasks tasks = new Tasks();
    Thread sleeper =
        tasks.start(
            () -> {
              a.mutex.lock();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              a.mutex.unlock();
            });
    Tasks.awaitAsleep(sleeper);
    sleeper.interrupt();
    a.value.set(1);
    a.mutex.unlock();
    tasks.join();
  }

  @Test
  void misuse() {
    assertBug(
        "bad-unlock", "bad unlock balance: this task does not hold A->mutex", a.mutex::unlock);
    a.mutex.lock();
    assertBug(
        "recursive-lock",
        "possible recursive locking: A->mutex is held by this task",
        a.mutex::lock);
    Tasks stranger = new Tasks();
    stranger.start(
        () ->
            assertBug(
                "bad-unlock",
                "bad unlock balance: this task does not hold A->mutex",
                a.mutex::unlock));
    stranger.join();
    a.mutex.unlock();
  }

  @Test
  void aSpinlockHolderMustNotTakeIt() {
    a.spin.lock();
    assertBug(
        "sleeping-in-atomic",
        "sleeping function called from invalid context: mutex_lock(&A->mutex)",
        a.mutex::lock);
    a.spin.unlock();
    a.mutex.lock();
  }
}
