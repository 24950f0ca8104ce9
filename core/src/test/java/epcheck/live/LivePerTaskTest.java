package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.IntCell;
import epcheck.kernel.PerTask;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LivePerTaskTest {
  private final LiveKernel kernel = new LiveKernel();
  private final PerTask<IntCell> stack =
      kernel.perTask(id -> kernel.layout(null, "").intCell("local", id));

  @Test
  void aTaskFindsWhatTheInitialStatePutOnItsStack() {
    stack.of(0).set(100);
    stack.of(1).set(101);
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      int id = t;
      tasks.race(
          () -> {
            kernel.becomeTask(id);
            assertThat(stack.mine()).isSameAs(stack.of(id));
            assertThat(stack.mine().get()).isEqualTo(100 + id);
            assertThat(kernel.onlyTask(id).held(true)).isTrue();
            assertThat(kernel.onlyTask(1 - id).held(true)).isFalse();
          });
    }
    tasks.join();
  }

  @Test
  void aThreadOfNoNumberGetsAStackOfItsOwn() {
    CountDownLatch bothAsked = new CountDownLatch(2);
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      int value = t;
      tasks.race(
          () -> {
            stack.mine().set(value);
            bothAsked.countDown();
            Tasks.await(bothAsked);
            assertThat(stack.mine().get()).isEqualTo(value);
          });
    }
    tasks.join();
  }

  @Test
  void aKworkerLeavesItsNumberToTheNext() {
    var work = kernel.work("reclaim", () -> stack.mine().add(1));
    for (int i = 0; i < 3 * LiveTasks.MAX_TASKS; i++) {
      work.queue();
      kernel.flush();
    }
    assertThat(kernel.failures()).isEmpty();
    assertThat(stack.of(15).get()).isEqualTo(15 + 3 * LiveTasks.MAX_TASKS);
  }

  @Test
  void twoThreadsCannotBeOneTask() {
    kernel.becomeTask(3);
    Tasks tasks = new Tasks();
    tasks.start(
        () ->
            assertThatThrownBy(() -> kernel.becomeTask(3))
                .hasMessage("task 3 is another thread already"));
    tasks.join();
    kernel.leaveTask();
    Tasks later = new Tasks();
    later.start(() -> kernel.becomeTask(3));
    later.join();
    assertThatThrownBy(() -> kernel.becomeTask(16)).hasMessage("task 16: there are tasks 0 to 15");
  }
}
