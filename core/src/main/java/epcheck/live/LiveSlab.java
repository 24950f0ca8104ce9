package epcheck.live;

import epcheck.kernel.Slab;
import epcheck.kernel.Struct;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@code kmem_cache} of objects made beforehand, each handed out once. */
final class LiveSlab<T extends Struct> implements Slab<T> {
  private final String name;
  private final List<T> objects;
  private final List<LiveLife> lives;
  private final AtomicInteger used = new AtomicInteger();

  LiveSlab(String name, List<T> objects, List<LiveLife> lives) {
    this.name = name;
    this.objects = List.copyOf(objects);
    this.lives = lives;
  }

  /** {@code kzalloc()}: unordered. */
  @Override
  public T alloc() {
    int n;
    do {
      n = used.getOpaque();
      if (n == objects.size()) {
        throw new IllegalStateException(
            "kzalloc(" + name + "): the model has only " + n + " of them");
      }
    } while (!used.weakCompareAndSetPlain(n, n + 1));
    lives.get(n).allocate();
    return objects.get(n);
  }
}
