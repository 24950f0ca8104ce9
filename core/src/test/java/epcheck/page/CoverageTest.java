package epcheck.page;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Coverage;
import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoverageTest {
  private static Coverage of(Model model) {
    return new Explorer(model, Options.DEFAULT).coverage(Progress.NONE).orElseThrow();
  }

  private static List<String> contests(Model model) {
    return of(model).contests().stream()
        .map(c -> c.object() + ": " + told(c.one()) + " / " + told(c.other()))
        .toList();
  }

  private static String told(Coverage.Side side) {
    return side.task() + " " + side.function() + " " + side.statement();
  }

  /** A driver with functions by name. */
  private static final class Driver {
    final Kref refcount;
    final Mutex lock;
    final IntCell flag;
    final Work work;

    Driver(Model.Setup setup) {
      Layout globals = setup.kernel().layout(null, "");
      refcount = globals.kref("refcount", 2);
      lock = globals.mutex("lock");
      flag = globals.intCell("flag", 0);
      work = setup.kernel().work("work", this::sgxWork);
    }

    void sgxOpen() {
      sgxGet();
    }

    void sgxGet() {
      refcount.get();
    }

    void sgxPut() {
      refcount.put();
    }

    void sgxLock() {
      lock.lock();
      lock.unlock();
    }

    void sgxQueue() {
      flag.writeOnce(1);
      work.queue();
    }

    void sgxWork() {
      flag.readOnce();
    }

    void sgxNever() {
      flag.readOnce();
    }
  }

  private static EntryPoint call(Runnable body) {
    return new EntryPoint("call", body);
  }

  @Test
  void namesTheFunctionsThatRunAndTheirCallers() {
    Model model =
        setup -> {
          Driver driver = new Driver(setup);
          setup.task("T", List.of(call(driver::sgxOpen)));
          setup.task(
              "U",
              List.of(
                  call(
                      () -> {
                        if (driver.refcount.read() == 7) {
                          driver.sgxNever();
                        }
                        driver.sgxPut();
                      })));
        };
    assertThat(of(model).functions()).containsExactly("sgx_get", "sgx_open", "sgx_put");
  }

  @Test
  void findsWhatMayComeInEitherOrderAtTheStart() {
    assertThat(
            contests(
                setup -> {
                  Driver driver = new Driver(setup);
                  setup.task("T", List.of(call(driver::sgxOpen)));
                  setup.task("U", List.of(call(driver::sgxPut)));
                }))
        .containsExactly("refcount: T sgx_get kref_get(&refcount) / U sgx_put kref_put(&refcount)");
  }

  @Test
  void findsTwoThatWaitForTheSameLock() {
    List<String> found =
        contests(
            setup -> {
              Driver driver = new Driver(setup);
              for (String task : List.of("T", "U", "V")) {
                setup.task(task, List.of(call(driver::sgxLock)));
              }
            });
    List<String> pairs = new ArrayList<>();
    for (String pair : List.of("T U", "T V", "U V")) {
      pairs.add(
          "lock: %s sgx_lock mutex_lock(&lock) / %s sgx_lock mutex_lock(&lock)"
              .formatted((Object[]) pair.split(" ")));
    }
    assertThat(found).containsExactlyElementsOf(pairs);
  }

  @Test
  void leavesOutWhatAlwaysComesInTheSameOrder() {
    assertThat(contests(setup -> setup.task("T", List.of(call(new Driver(setup)::sgxQueue)))))
        .isEmpty();
  }

  /** Whoever holds the lock never gives it back, and one of two that come then is not blocked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesOutWhatIsNeverLetGoFirst(boolean blockedOneIsFirst) {
    Model model =
        setup -> {
          Driver driver = new Driver(setup);
          Runnable blocked = driver::sgxLock;
          Runnable notBlocked = () -> driver.lock.tryLock();
          Work one = setup.kernel().work("one", blockedOneIsFirst ? blocked : notBlocked);
          Work other = setup.kernel().work("other", blockedOneIsFirst ? notBlocked : blocked);
          setup.task(
              "T",
              List.of(
                  call(
                      () -> {
                        driver.lock.lock();
                        one.queue();
                        other.queue();
                        setup.kernel().spinUntil(() -> driver.flag.readOnce() == 1);
                      })));
        };
    assertThat(contests(model)).isEmpty();
  }

  @Test
  void leavesOutReadersOfTheSame() {
    assertThat(
            contests(
                setup -> {
                  Driver driver = new Driver(setup);
                  setup.task("T", List.of(call(driver::sgxNever)));
                  setup.task("U", List.of(call(driver::sgxNever)));
                }))
        .isEmpty();
  }

  @Test
  void isNotTakenForWholeIfTimeRanOut() {
    Model endless =
        setup -> {
          IntCell cell = setup.kernel().layout(null, "").intCell("cell", 0);
          for (String task : List.of("T", "U", "V")) {
            setup.task(
                task,
                List.of(
                    call(
                        () -> {
                          for (int i = 0; i < 2000; i++) {
                            cell.writeOnce(cell.readOnce() + 1);
                          }
                        })));
          }
        };
    Explorer explorer = new Explorer(endless, Options.DEFAULT.withBudget(Duration.ofMillis(1)));
    assertThat(explorer.coverage(Progress.NONE)).isEmpty();
  }
}
