package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.Guard;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveKrefTest {
  private final LiveKernel kernel = new LiveKernel();

  @Test
  void countsToZeroOnce() {
    Box a = new Box(kernel, "A");
    a.refcount.get();
    assertThat(a.refcount.getUnlessZero()).isTrue();
    assertThat(a.refcount.read()).isEqualTo(3);
    assertThat(a.refcount.put()).isFalse();
    assertThat(a.refcount.put()).isFalse();
    assertThat(a.refcount.put()).isTrue();
    assertThat(a.refcount.read()).isZero();
    assertThat(a.refcount.getUnlessZero()).isFalse();
    assertThat(a.refcount.read()).isZero();
  }

  /** Whoever drops the last reference sees what all the others did before they dropped theirs. */
  @Test
  void theReleaseRunsOnceAndAfterAllUses() {
    for (int round = 0; round < 2_000; round++) {
      Box a = new Box(kernel, "A");
      Box b = new Box(kernel, "B");
      a.refcount.get();
      AtomicInteger releases = new AtomicInteger();
      Tasks tasks = new Tasks();
      for (Box mine : new Box[] {a, b}) {
        tasks.race(
            () -> {
              if (a.refcount.getUnlessZero()) {
                mine.other.set(1);
                assertThat(a.refcount.put()).as("a reference is left").isFalse();
              }
              mine.value.set(1);
              if (a.refcount.put()) {
                releases.incrementAndGet();
                assertThat(a.value.get() + b.value.get()).isEqualTo(2);
              }
            });
      }
      tasks.join();
      assertThat(releases).hasValue(1);
      assertThat(a.refcount.read()).isZero();
    }
  }

  @Test
  void noReferenceComesOutOfZero() {
    for (int round = 0; round < 2_000; round++) {
      Box a = new Box(kernel, "A");
      AtomicInteger releases = new AtomicInteger();
      Tasks tasks = new Tasks();
      tasks.race(() -> releases.addAndGet(a.refcount.put() ? 1 : 0));
      tasks.race(
          () -> {
            if (a.refcount.getUnlessZero()) {
              releases.addAndGet(a.refcount.put() ? 1 : 0);
            }
          });
      tasks.join();
      assertThat(releases).hasValue(1);
    }
  }

  @Test
  void misuseLeavesTheCountAsItWas() {
    Box a = new Box(kernel, "A");
    a.refcount.put();
    assertBug(
        "refcount-from-zero",
        "refcount_t: addition on 0; use-after-free: A->refcount",
        a.refcount::get);
    assertBug(
        "refcount-underflow",
        "refcount_t: underflow; use-after-free: A->refcount",
        a.refcount::put);
    assertThat(a.refcount.read()).isZero();
  }

  @Test
  void theGuardPassesFromTheLockToTheReleaser() {
    Box a = new Box(kernel, "A");
    Guard guard = a.refcount.orReleaser(a.spin);
    assertThat(guard.held(true)).isFalse();
    a.spin.lock();
    assertThat(guard.held(true)).isTrue();
    a.spin.unlock();
    a.refcount.put();
    assertThat(guard.held(true)).isTrue();
    Tasks other = new Tasks();
    other.start(
        () -> {
          a.spin.lock();
          assertThat(guard.held(true)).isFalse();
          a.spin.unlock();
        });
    other.join();
  }
}
