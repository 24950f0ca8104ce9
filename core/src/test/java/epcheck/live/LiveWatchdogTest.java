package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.live.LiveHungTasks.Wait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When it is a deadlock, and when one task only waits for another that will go on. */
class LiveWatchdogTest {
  private final LiveWatchdog hungTasks = new LiveWatchdog(new LiveTasks(), Duration.ofDays(1));

  private final Wait wait = Wait.forLock("mutex_lock(&A->lock)", List::of);

  private static void onOtherThread(Runnable body) {
    new Tasks().race(body).join();
  }

  private void look() {
    hungTasks.lookedInVain(hungTasks.changes());
  }

  @Test
  void oneTaskThatRunsIsEnough() {
    hungTasks.begin(2);
    hungTasks.begin(wait);
    look();
    look();
    assertThat(hungTasks.oops()).isNull();
  }

  @Test
  void whoLookedBeforeTheOtherBeganToWaitMustLookAgain() {
    hungTasks.begin(2);
    hungTasks.begin(wait);
    look();
    onOtherThread(
        () -> {
          hungTasks.begin(wait); // Before that it may have given up what this one waits for.
          look();
        });
    assertThat(hungTasks.oops()).isNull();
    assertThatThrownBy(this::look).hasMessageContaining("waits in mutex_lock(&A->lock)");
  }

  @Test
  void whatChangesWhileATaskLooksMakesItsLookWorthless() {
    hungTasks.begin(2);
    hungTasks.begin(wait);
    int before = hungTasks.changes();
    // It looks, in vain; and then the other one gives up what it looked at.
    hungTasks.end();
    hungTasks.lookedInVain(before);
    assertThat(hungTasks.oops()).isNull();
  }

  @Test
  void aSpinnerIsNotStuckIfTheHolderIsDoneRightAfterItsLook() {
    hungTasks.begin(2);
    int[] looks = {0};
    hungTasks.spin(
        wait,
        () -> {
          if (looks[0]++ == 0) {
            hungTasks.end();
            return false;
          }
          return true;
        });
    assertThat(looks[0]).isEqualTo(2);
  }

  @Test
  void whoLookedBeforeAnotherWentOnMustLookAgain() {
    hungTasks.begin(3);
    hungTasks.begin(wait);
    look();
    onOtherThread(() -> hungTasks.begin(wait));
    look();
    onOtherThread(
        () -> {
          hungTasks.begin(wait);
          look();
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
    assertThatThrownBy(this::look).hasMessageContaining("waits in mutex_lock(&A->lock)");
  }

  @Test
  void aKworkerThatStartsMayGoOn() {
    hungTasks.begin(1);
    hungTasks.begin(wait);
    hungTasks.begin(1);
    look();
    assertThat(hungTasks.oops()).isNull();
  }
}
