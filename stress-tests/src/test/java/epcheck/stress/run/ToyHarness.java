package epcheck.stress.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.openjdk.jcstress.infra.Status;

/** Forks that run at once and say what they are told to. */
final class ToyHarness implements Harness {
  private final int cpus;
  private final Function<StressTest, Fork> forks;
  private final List<StressTest> began = new CopyOnWriteArrayList<>();
  private boolean destroyed;

  ToyHarness(int cpus, Function<StressTest, Fork> forks) {
    this.cpus = cpus;
    this.forks = forks;
  }

  @Override
  public int cpus() {
    return cpus;
  }

  @Override
  public int forks(StressTest test) {
    return test.actors() <= cpus ? 1 : 0;
  }

  @Override
  public void run(List<StressTest> tests, Watcher watcher) {
    for (StressTest test : tests) {
      watcher.began(test);
      began.add(test);
      watcher.ended(forks.apply(test));
    }
  }

  @Override
  public synchronized void destroy() {
    destroyed = true;
    notifyAll();
  }

  /** The tests whose forks were not kept from it. */
  List<StressTest> began() {
    return began;
  }

  /** Does as a fork does that hangs. */
  synchronized Fork hang(StressTest test) {
    while (!destroyed) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Toys.dead(test, Status.VM_ERROR);
  }
}
