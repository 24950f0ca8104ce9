package epcheck.lincheck;

import epcheck.live.LiveExecution;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ParameterGenerator;
import org.jetbrains.lincheck.datastructures.RandomProvider;

/**
 * One execution of a model, as Lincheck sees it: a data structure with three operations. One thread
 * builds; then each of some threads is a task; then one asks how it ended.
 */
public final class Execution {
  private LiveExecution live;
  private AtomicInteger unfinished;

  /** Lincheck wants to know how to make up an argument, even of operations that it is given. */
  public static final class Given implements ParameterGenerator<Sightings> {
    public Given(RandomProvider random, String configuration) {}

    @Override
    public Sightings generate() {
      throw new UnsupportedOperationException("the scenario has it");
    }

    @Override
    public void reset() {}
  }

  @Operation
  public void build(@Param(gen = Given.class) Sightings sightings) {
    live = sightings.begin();
    unfinished = new AtomicInteger(live.tasks().size());
  }

  /** Kworkers run beside the tasks only, so the last task waits for them. */
  @Operation
  public void run(@Param(gen = IntGen.class) int task) {
    live.run(task);
    if (unfinished.decrementAndGet() == 0) {
      live.flush();
    }
  }

  @Operation
  public boolean end(@Param(gen = Given.class) Sightings sightings) {
    return sightings.end(live);
  }
}
