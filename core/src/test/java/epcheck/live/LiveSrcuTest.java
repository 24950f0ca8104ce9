package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.KernelBug;
import epcheck.kernel.Srcu;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveSrcuTest {
  private final LiveKernel kernel = new LiveKernel();
  private final Box a = new Box(kernel, "A");

  @Test
  void withoutReadersAGracePeriodIsOverAtOnce() {
    a.srcu.synchronize();
  }

  @Test
  void aGracePeriodWaitsForTheReadersOfThatMoment() {
    a.srcu.readLock();
    Tasks tasks = new Tasks();
    Thread updater =
        tasks.start(
            () -> {
              a.srcu.synchronize();
              a.value.writeOnce(1);
            });
    Tasks.awaitAsleep(updater);
    assertThat(a.value.readOnce()).isZero();
    a.srcu.readUnlock();
    tasks.join();
    assertThat(a.value.get()).isEqualTo(1);
  }

  @Test
  void nestedSectionsEndWithTheOutermost() {
    a.srcu.readLock();
    a.srcu.readLock();
    Tasks tasks = new Tasks();
    Thread updater =
        tasks.start(
            () -> {
              a.srcu.synchronize();
              a.value.writeOnce(1);
            });
    Tasks.awaitAsleep(updater);
    a.srcu.readUnlock();
    Tasks.awaitAsleep(updater);
    a.srcu.readLock();
    a.srcu.readUnlock();
    Tasks.awaitAsleep(updater);
    assertThat(a.value.readOnce()).as("still in the outermost section").isZero();
    a.srcu.readUnlock();
    tasks.join();
  }

  @Test
  void aReaderThatComesLaterIsNotWaitedFor() {
    CountDownLatch updaterDone = new CountDownLatch(1);
    CountDownLatch lateReaderInside = new CountDownLatch(1);
    a.srcu.readLock();
    Tasks tasks = new Tasks();
    Thread updater =
        tasks.start(
            () -> {
              a.srcu.synchronize();
              updaterDone.countDown();
            });
    Tasks.awaitAsleep(updater);
    tasks.start(
        () -> {
          a.srcu.readLock();
          lateReaderInside.countDown();
          Tasks.await(updaterDone);
          a.srcu.readUnlock();
        });
    Tasks.await(lateReaderInside);
    a.srcu.readUnlock();
    tasks.join();
  }

  /** The callback sees to it that the updater looks only when the reader is back. */
  @Test
  void aReaderThatComesBackIsNotWaitedFor() {
    CountDownLatch back = new CountDownLatch(1);
    a.srcu.call(a.srcu.callback("slow", () -> Tasks.await(back)));
    a.srcu.readLock();
    Tasks tasks = new Tasks();
    Thread updater = tasks.start(a.srcu::synchronize);
    Tasks.awaitAsleep(updater);
    a.srcu.readUnlock();
    a.srcu.readLock();
    back.countDown();
    tasks.join();
    a.srcu.readUnlock();
  }

  /** The promise of SRCU: what was unlinked before a grace period is not in use after it. */
  @Test
  void nothingIsFreedUnderAReader() {
    int rounds = 2_000;
    Box[] boxes = new Box[rounds + 1];
    for (int i = 0; i <= rounds; i++) {
      boxes[i] = new Box(kernel, "box#" + i);
    }
    a.pointer.writeOnce(boxes[0]);
    Tasks tasks = new Tasks();
    tasks.race(
        () -> {
          for (int i = 0; i < rounds; i++) {
            a.pointer.writeOnce(boxes[i + 1]);
            a.srcu.synchronize();
            kernel.kfree(boxes[i]);
          }
          a.other.writeOnce(1);
        });
    for (int t = 0; t < 2; t++) {
      tasks.race(
          () -> {
            while (a.other.readOnce() == 0) {
              a.srcu.readLock();
              Box box = a.pointer.readOnce();
              assertThat(box.value.get()).isZero();
              assertThat(box.flags.testBit(0)).isFalse();
              a.srcu.readUnlock();
            }
          });
    }
    tasks.join();
  }

  @Test
  void callbacksRunInTheOrderOfTheirQueuing() {
    List<Integer> order = new ArrayList<>(); // Only the kworker touches it until the flush.
    List<Srcu.Callback> callbacks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      callbacks.add(a.srcu.callback("cb#" + i, () -> order.add(number)));
    }
    a.srcu.readLock();
    callbacks.subList(0, 4).forEach(a.srcu::call);
    assertThat(order).isEmpty();
    a.srcu.readUnlock();
    callbacks.subList(4, 8).forEach(a.srcu::call);
    kernel.flush();
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(kernel.failures()).isEmpty();
  }

  @Test
  void aCallbackWaitsForTheReadersOfItsOwnMoment() {
    Srcu.Callback callback = a.srcu.callback("cb", () -> a.value.writeOnce(1));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Tasks tasks = new Tasks();
    tasks.start(
        () -> {
          a.srcu.readLock();
          inside.countDown();
          Tasks.await(leave);
          assertThat(a.value.readOnce()).isZero();
          a.srcu.readUnlock();
        });
    Tasks.await(inside);
    a.srcu.call(callback);
    Tasks.awaitAsleep(Tasks.kworker("srcu"));
    leave.countDown();
    tasks.join();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(1);
  }

  @Test
  void synchronizeWaitsForTheCallbacksQueuedBeforeIt() {
    CountDownLatch goOn = new CountDownLatch(1);
    a.srcu.call(
        a.srcu.callback(
            "slow",
            () -> {
              Tasks.await(goOn);
              a.value.set(1);
            }));
    Tasks tasks = new Tasks();
    Thread updater =
        tasks.start(
            () -> {
              a.srcu.synchronize();
              assertThat(a.value.get()).isEqualTo(1);
            });
    Tasks.awaitAsleep(updater);
    goOn.countDown();
    tasks.join();
  }

  @Test
  void aCallbackMustNotSleep() {
    a.srcu.call(a.srcu.callback("sleepy", a.mutex::lock));
    a.srcu.call(a.srcu.callback("next", () -> a.value.set(1)));
    kernel.flush();
    assertThat(kernel.failures()).hasSize(1);
    assertThat(kernel.failures().get(0))
        .isInstanceOf(KernelBug.class)
        .hasMessage("sleeping function called from invalid context: mutex_lock(&A->mutex)");
    assertThat(a.value.get()).as("the next callback still runs").isEqualTo(1);
  }

  @Test
  void cleanupWarnsOfAReader() {
    a.srcu.cleanup();
    assertThat(kernel.warnings()).isEmpty();
    a.srcu.readLock();
    a.srcu.cleanup();
    assertThat(kernel.warnings())
        .containsExactly("WARNING: cleanup_srcu_struct(&A->srcu) with active readers");
  }

  @Test
  void misuse() {
    String badUnlock = "bad unlock balance: this task does not hold A->srcu";
    assertBug("bad-unlock", badUnlock, a.srcu::readUnlock);
    a.srcu.readLock();
    Tasks stranger = new Tasks();
    stranger.start(() -> assertBug("bad-unlock", badUnlock, a.srcu::readUnlock));
    stranger.join();
    a.srcu.readUnlock();
    assertBug("bad-unlock", badUnlock, a.srcu::readUnlock);
    a.spin.lock();
    assertBug(
        "sleeping-in-atomic",
        "sleeping function called from invalid context: synchronize_srcu(&A->srcu)",
        a.srcu::synchronize);
  }
}
