package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.live.LiveHungTasks.Wait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When it is a deadlock, and when one task only waits for another that will go on. */
class LiveHungTasksTest {
  private final LiveHungTasks hungTasks =
      LiveHungTasks.watching(new LiveTasks(), Duration.ofDays(1));

  private final Wait wait = Wait.forLock("mutex_lock(&A->lock)", List::of);

  private static void onOtherThread(Runnable body) {
    new Tasks().race(body).join();
  }

  @Test
  void oneTaskThatRunsIsEnough() {
    hungTasks.begin(2);
    hungTasks.begin(wait);
    assertThat(hungTasks.pollMillis()).isPositive();
    assertThat(hungTasks.pollMillis()).isPositive();
    assertThat(hungTasks.oops()).isNull();
  }

  @Test
  void whoLookedBeforeTheOtherBeganToWaitMustLookAgain() {
    hungTasks.begin(2);
    hungTasks.begin(wait);
    hungTasks.pollMillis();
    onOtherThread(
        () -> {
          hungTasks.begin(wait); // Before that it may have given up what this one waits for.
          hungTasks.pollMillis();
        });
    assertThat(hungTasks.oops()).isNull();
    assertThatThrownBy(hungTasks::pollMillis).hasMessageContaining("waits in mutex_lock(&A->lock)");
  }

  @Test
  void whoLookedBeforeAnotherWentOnMustLookAgain() {
    hungTasks.begin(3);
    hungTasks.begin(wait);
    hungTasks.pollMillis();
    onOtherThread(() -> hungTasks.begin(wait));
    hungTasks.pollMillis();
    onOtherThread(
        () -> {
          hungTasks.begin(wait);
          hungTasks.pollMillis();
          hungTasks.end(wait);
          hungTasks.end();
        });
    assertThat(hungTasks.oops()).isNull();
  }

  @Test
  void aTaskThatIsDoneLeavesTheOthersDeadlocked() {
    hungTasks.begin(2);
    hungTasks.begin(wait);
    hungTasks.end();
    assertThatThrownBy(hungTasks::pollMillis).hasMessageContaining("waits in mutex_lock(&A->lock)");
  }

  @Test
  void aKworkerThatStartsMayGoOn() {
    hungTasks.begin(1);
    hungTasks.begin(wait);
    hungTasks.begin(1);
    assertThat(hungTasks.pollMillis()).isPositive();
  }
}
