package epcheck.live;

import epcheck.kernel.Event;
import java.util.concurrent.atomic.LongAdder;

/** How often an event happened; counting orders no memory access of the model. */
final class LiveEvent implements Event {
  private final LongAdder times = new LongAdder();

  @Override
  public void happened() {
    times.increment();
  }

  long times() {
    return times.sum();
  }
}
