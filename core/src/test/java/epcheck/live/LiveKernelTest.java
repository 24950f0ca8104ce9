package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.Event;
import epcheck.kernel.Kernel.Rule;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveKernelTest {
  private final LiveKernel kernel = new LiveKernel();
  private final Box a = new Box(kernel, "A");

  @Test
  void globalsHaveNoStructInTheirNames() {
    var lock = kernel.layout(null, "").spinLock("sgx_reclaimer_lru.lock");
    assertBug(
        "bad-unlock",
        "bad unlock balance: this task does not hold sgx_reclaimer_lru.lock",
        lock::unlock);
  }

  @Test
  void warnOnIsRecordedAndGoesOn() {
    assertThat(kernel.warnOn(false, "no")).isFalse();
    assertThat(kernel.warnOn(true, "first")).isTrue();
    assertThat(kernel.warnOn(true, "second")).isTrue();
    assertThat(kernel.warnings()).containsExactly("WARNING: first", "WARNING: second");
  }

  @Test
  void bugIsForTheCallerToThrow() {
    assertBug(
        "lost-page",
        "page#2 is nowhere",
        () -> {
          throw kernel.bug("lost-page", "page#2 is nowhere");
        });
  }

  @Test
  void aRuleIsNotAsked() {
    kernel.observe(
        new Rule() {
          @Override
          public String name() {
            return "never";
          }

          @Override
          public String breach() {
            throw new AssertionError("no instant to look at");
          }
        });
  }

  @Test
  void mightSleepMindsSpinlocksAndBottomHalves() {
    String text = "sleeping function called from invalid context: might_sleep()";
    kernel.mightSleep();
    a.spin.lock();
    assertBug("sleeping-in-atomic", text, kernel::mightSleep);
    a.spin.unlock();
    a.array.xaLock().lock();
    assertBug("sleeping-in-atomic", text, kernel::mightSleep);
    a.array.xaLock().unlock();
    kernel.localBhDisable();
    kernel.localBhDisable();
    kernel.localBhEnable();
    assertBug("sleeping-in-atomic", text, kernel::mightSleep);
    kernel.localBhEnable();
    kernel.mightSleep();
  }

  @Test
  void anotherTasksSpinlockForbidsNothing() {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Tasks tasks = new Tasks();
    tasks.start(
        () -> {
          a.spin.lock();
          kernel.localBhDisable();
          held.countDown();
          Tasks.await(done);
          kernel.localBhEnable();
          a.spin.unlock();
        });
    Tasks.await(held);
    kernel.mightSleep();
    done.countDown();
    tasks.join();
  }

  @Test
  void spinUntilRepeatsItsBodyUntilItHolds() {
    Tasks tasks = new Tasks();
    tasks.race(() -> kernel.spinUntil(() -> a.value.readOnce() == 1));
    tasks.race(() -> a.value.writeOnce(1));
    tasks.join();
  }

  @Test
  void loopsRunTheirPassesUntilOneReturnsTrue() {
    kernel.loop(() -> a.counter.addReturn(1) == 3);
    assertThat(a.counter.read()).isEqualTo(3);
    kernel.repeatUntil(() -> a.counter.addReturn(1) == 5);
    assertThat(a.counter.read()).isEqualTo(5);
  }

  @Test
  void loopsSeeWhatOtherTasksDo() {
    Tasks tasks = new Tasks();
    tasks.race(() -> kernel.loop(() -> a.value.readOnce() == 1));
    tasks.race(() -> kernel.repeatUntil(() -> a.value.readOnce() == 1));
    tasks.race(() -> a.value.writeOnce(1));
    tasks.join();
  }

  @Test
  void eventsAreCounted() {
    Event kill = kernel.event("kill");
    kernel.event("eviction");
    assertThat(kernel.event("kill")).isSameAs(kill);
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              kill.happened();
            }
          });
    }
    tasks.join();
    assertThat(kernel.reached()).isEqualTo(Map.of("kill", 20_000L, "eviction", 0L));
  }
}
