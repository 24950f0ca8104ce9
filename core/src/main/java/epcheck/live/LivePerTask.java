package epcheck.live;

import epcheck.kernel.PerTask;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Variables on kernel stacks: made beforehand for all tasks, since a model is complete before its
 * tasks run.
 */
final class LivePerTask<T> implements PerTask<T> {
  private final LiveTasks tasks;
  private final List<T> all;

  LivePerTask(LiveTasks tasks, IntFunction<T> make) {
    this.tasks = tasks;
    this.all = IntStream.range(0, LiveTasks.MAX_TASKS).mapToObj(make).toList();
  }

  @Override
  public T mine() {
    return all.get(tasks.currentId());
  }

  @Override
  public T of(int id) {
    return all.get(id);
  }
}
