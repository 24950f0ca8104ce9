package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveRwSemaphoreTest {
  private final Box a = new Box(new LiveKernel(), "A");

  @Test
  void writersExcludeEachOtherAndReaders() {
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              a.rwsem.downWrite();
              a.value.add(1);
              a.other.add(1);
              a.rwsem.upWrite();
            }
          });
      tasks.race(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              a.rwsem.downRead();
              assertThat(a.value.get()).isEqualTo(a.other.get());
              a.rwsem.upRead();
            }
          });
    }
    tasks.join();
    assertThat(a.value.get()).isEqualTo(20_000);
  }

  @Test
  void readersShareIt() {
    CountDownLatch bothInside = new CountDownLatch(2);
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      tasks.start(
          () -> {
            a.rwsem.downRead();
            bothInside.countDown();
            Tasks.await(bothInside);
            a.rwsem.upRead();
          });
    }
    tasks.join();
  }

  @Test
  void aQueuedWriterMakesNewReadersQueue() {
    a.rwsem.downRead();
    Tasks tasks = new Tasks();
    Thread writer =
        tasks.start(
            () -> {
              a.rwsem.downWrite();
              a.value.add(1);
              a.rwsem.upWrite();
            });
    Tasks.awaitAsleep(writer);
    Thread reader =
        tasks.start(
            () -> {
              a.rwsem.downRead();
              a.other.set(1);
              a.rwsem.upRead();
            });
    Tasks.awaitAsleep(reader);
    assertThat(a.other.get()).as("the second reader is not in yet").isZero();
    a.rwsem.upRead();
    tasks.join();
    assertThat(a.value.get() + a.other.get()).isEqualTo(2);
    a.rwsem.downWrite();
  }

  @Test
  void readersThatAWriterKeptOutAllGetIn() {
    a.rwsem.downWrite();
    CountDownLatch bothInside = new CountDownLatch(2);
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      Tasks.awaitAsleep(
          tasks.start(
              () -> {
                a.rwsem.downRead();
                bothInside.countDown();
                Tasks.await(bothInside);
                a.rwsem.upRead();
              }));
    }
    a.rwsem.upWrite();
    tasks.join();
  }

  @Test
  void aDowngradedWriterLetsReadersIn() {
    a.rwsem.downWrite();
    CountDownLatch inside = new CountDownLatch(1);
    Tasks tasks = new Tasks();
    Tasks.awaitAsleep(
        tasks.start(
            () -> {
              a.rwsem.downRead();
              inside.countDown();
              a.rwsem.upRead();
            }));
    a.rwsem.downgradeWrite();
    Tasks.await(inside);
    assertThat(a.rwsem.held(false)).isTrue();
    assertThat(a.rwsem.held(true)).isFalse();
    Thread writer = tasks.start(() -> a.rwsem.downWrite());
    Tasks.awaitAsleep(writer);
    a.rwsem.upRead();
    tasks.join();
  }

  @Test
  void asAGuard() {
    assertThat(a.rwsem.held(false)).isFalse();
    a.rwsem.downRead();
    assertThat(a.rwsem.held(false)).isTrue();
    assertThat(a.rwsem.held(true)).isFalse();
    a.rwsem.upRead();
    a.rwsem.downWrite();
    assertThat(a.rwsem.held(true)).isTrue();
    assertThat(a.rwsem.held(false)).isTrue();
  }

  @Test
  void misuse() {
    String badUnlock = "bad unlock balance: this task does not hold A->rwsem";
    String recursion = "possible recursive locking: A->rwsem is held by this task";
    assertBug("bad-unlock", badUnlock, a.rwsem::upRead);
    assertBug("bad-unlock", badUnlock, a.rwsem::upWrite);
    a.rwsem.downRead();
    assertBug("bad-unlock", badUnlock, a.rwsem::upWrite);
    assertBug("bad-unlock", badUnlock, a.rwsem::downgradeWrite);
    assertBug("recursive-lock", recursion, a.rwsem::downRead);
    assertBug("recursive-lock", recursion, a.rwsem::downWrite);
    Tasks stranger = new Tasks();
    stranger.start(() -> assertBug("bad-unlock", badUnlock, a.rwsem::upRead));
    stranger.join();
    a.rwsem.upRead();
    a.rwsem.downWrite();
    assertBug("bad-unlock", badUnlock, a.rwsem::upRead);
    assertBug("recursive-lock", recursion, a.rwsem::downRead);
    a.rwsem.upWrite();
    a.spin.lock();
    assertBug(
        "sleeping-in-atomic",
        "sleeping function called from invalid context: down_read(&A->rwsem)",
        a.rwsem::downRead);
    assertBug(
        "sleeping-in-atomic",
        "sleeping function called from invalid context: down_write(&A->rwsem)",
        a.rwsem::downWrite);
  }
}
