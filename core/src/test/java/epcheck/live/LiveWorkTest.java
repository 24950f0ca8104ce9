package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.Work;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveWorkTest {
  private final LiveKernel kernel = new LiveKernel();
  private final Box a = new Box(kernel, "A");

  @Test
  void aRunningItemIsNotPendingAndRunsOnceMoreIfQueued() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Work work =
        kernel.work(
            "reclaim",
            () -> {
              running.countDown();
              Tasks.await(goOn);
              a.value.add(1);
            });
    assertThat(work.queue()).isTrue();
    Tasks.await(running);
    assertThat(work.queue()).isTrue();
    assertThat(work.queue()).as("pending already").isFalse();
    goOn.countDown();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(2);
    assertThat(work.queue()).isTrue();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(3);
  }

  @Test
  void anItemIsCurrentInTheKworkerThatRunsItAndNowhereElse() {
    Work[] work = new Work[2];
    AtomicInteger seen = new AtomicInteger();
    work[1] = kernel.work("other", () -> {});
    work[0] =
        kernel.work(
            "reclaim",
            () -> seen.set((work[0].isCurrent() ? 1 : 0) + (work[1].isCurrent() ? 2 : 0)));
    work[0].queue();
    work[1].queue();
    kernel.flush();
    assertThat(seen).hasValue(1);
    assertThat(work[0].isCurrent()).isFalse();
  }

  @Test
  void runsAsOftenAsItWasQueuedAndNeverBesideItself() {
    AtomicInteger queued = new AtomicInteger();
    Work work = kernel.work("reclaim", () -> a.value.add(1)); // Plain.
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 2_000; i++) {
              queued.addAndGet(work.queue() ? 1 : 0);
            }
          });
    }
    tasks.join();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(queued.get()).isPositive();
  }

  /**
   * The promise of queue_work(): even if the item was pending, the function sees what came before.
   */
  @Test
  void whatComesBeforeQueueIsSeen() {
    Work work = kernel.work("copy", () -> a.other.writeOnce(a.value.readOnce()));
    for (int i = 1; i <= 2_000; i++) {
      a.value.writeOnce(i);
      work.queue();
    }
    kernel.flush();
    assertThat(a.other.get()).isEqualTo(2_000);
  }

  @Test
  void twoItemsDoNotWaitForEachOther() {
    CountDownLatch secondRuns = new CountDownLatch(1);
    kernel.work("first", () -> Tasks.await(secondRuns)).queue();
    kernel.work("second", secondRuns::countDown).queue();
    kernel.flush();
    assertThat(kernel.failures()).isEmpty();
  }

  @Test
  void aKworkerMaySleepAndIsADaemon() {
    kernel
        .work(
            "sleeper",
            () -> {
              a.mutex.lock();
              a.value.set(Thread.currentThread().isDaemon() ? 1 : 0);
              assertThat(Thread.currentThread().getName()).isEqualTo("kworker/sleeper");
              a.mutex.unlock();
            })
        .queue();
    kernel.flush();
    assertThat(kernel.failures()).isEmpty();
    assertThat(a.value.get()).isEqualTo(1);
  }

  @Test
  void cancellingWaitsForTheFunctionAndKeepsItFromBeingQueued() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Work work =
        kernel.work(
            "reclaim",
            () -> {
              running.countDown();
              Tasks.await(goOn);
              a.value.writeOnce(a.value.readOnce() + 1);
            });
    work.queue();
    Tasks.await(running);
    assertThat(work.queue()).isTrue();
    Tasks tasks = new Tasks();
    Thread canceller =
        tasks.start(
            () -> {
              assertThat(work.cancelSync()).as("it had been queued again").isTrue();
              assertThat(a.value.readOnce()).isEqualTo(1);
            });
    Tasks.awaitAsleep(canceller);
    assertThat(work.queue()).as("while it is cancelled").isFalse();
    goOn.countDown();
    tasks.join();
    assertThat(work.cancelSync()).isFalse();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(1);
    assertThat(work.queue()).isTrue();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(2);
  }

  @Test
  void afterCancellingItDoesNotRun() {
    Work work = kernel.work("reclaim", () -> a.value.writeOnce(a.value.readOnce() + 1));
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 1_000; i++) {
              work.queue();
              work.cancelSync();
            }
          });
    }
    tasks.join();
    int runs = a.value.get();
    kernel.flush();
    assertThat(a.value.get()).isEqualTo(runs);
  }

  @Test
  void cancellingSleeps() {
    Work work = kernel.work("reclaim", () -> {});
    a.spin.lock();
    KernelBugs.assertBug(
        "sleeping-in-atomic",
        "sleeping function called from invalid context: cancel_work_sync(&reclaim)",
        work::cancelSync);
  }

  @Test
  void whatItThrowsIsKept() {
    Work work = kernel.work("broken", a.refcount::put);
    work.queue();
    kernel.flush();
    assertThat(kernel.failures()).isEmpty();
    work.queue();
    kernel.flush();
    assertThat(kernel.failures()).hasSize(1);
    assertThat(kernel.failures().get(0)).hasMessageContaining("underflow");
  }

  @Test
  void aClosedKernelTakesNoMoreWork() {
    kernel.close();
    Work work = kernel.work("late", () -> {});
    assertThatThrownBy(work::queue)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("kworker/late: this kernel is closed");
  }
}
