package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.Kernel;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Allocation, {@code kfree()}, and every access after it. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveLifeTest {
  private final LiveKernel kernel = new LiveKernel();
  private final Box a = new Box(kernel, "A");
  private final Box b = new Box(kernel, "B");

  @TestFactory
  Stream<DynamicTest> everyAccessAfterKfreeIsFound() {
    var callback = a.srcu.callback("cb", () -> {});
    kernel.kfree(a);
    return Stream.of(
        useAfterFree("spin_lock(&A->spin)", a.spin::lock),
        useAfterFree("spin_trylock(&A->spin)", a.spin::tryLock),
        useAfterFree("spin_unlock(&A->spin)", a.spin::unlock),
        useAfterFree("mutex_lock(&A->mutex)", a.mutex::lock),
        useAfterFree("mutex_trylock(&A->mutex)", a.mutex::tryLock),
        useAfterFree("mutex_unlock(&A->mutex)", a.mutex::unlock),
        useAfterFree("down_read(&A->rwsem)", a.rwsem::downRead),
        useAfterFree("up_read(&A->rwsem)", a.rwsem::upRead),
        useAfterFree("down_write(&A->rwsem)", a.rwsem::downWrite),
        useAfterFree("up_write(&A->rwsem)", a.rwsem::upWrite),
        useAfterFree("srcu_read_lock(&A->srcu)", a.srcu::readLock),
        useAfterFree("srcu_read_unlock(&A->srcu)", a.srcu::readUnlock),
        useAfterFree("synchronize_srcu(&A->srcu)", a.srcu::synchronize),
        useAfterFree("call_srcu(&A->srcu)", () -> a.srcu.call(callback)),
        useAfterFree("cleanup_srcu_struct(&A->srcu)", a.srcu::cleanup),
        useAfterFree("kref_get(&A->refcount)", a.refcount::get),
        useAfterFree("kref_get_unless_zero(&A->refcount)", a.refcount::getUnlessZero),
        useAfterFree("kref_put(&A->refcount)", a.refcount::put),
        useAfterFree("READ_ONCE(A->refcount)", a.refcount::read),
        useAfterFree("set_bit(0, &A->flags)", () -> a.flags.setBit(0)),
        useAfterFree("clear_bit(0, &A->flags)", () -> a.flags.clearBit(0)),
        useAfterFree("test_bit(1, &A->flags)", () -> a.flags.testBit(1)),
        useAfterFree("test_and_set_bit(1, &A->flags)", () -> a.flags.testAndSetBit(1)),
        useAfterFree("atomic_long_add(&A->counter)", () -> a.counter.addReturn(1)),
        useAfterFree("READ_ONCE(A->counter)", a.counter::read),
        useAfterFree("A->value", a.value::get),
        useAfterFree("A->value = ", () -> a.value.set(1)),
        useAfterFree("READ_ONCE(A->value)", a.value::readOnce),
        useAfterFree("WRITE_ONCE(A->value)", () -> a.value.writeOnce(1)),
        useAfterFree("A->pointer", a.pointer::get),
        useAfterFree("A->pointer = ", () -> a.pointer.set(null)),
        useAfterFree("READ_ONCE(A->pointer)", a.pointer::readOnce),
        useAfterFree("WRITE_ONCE(A->pointer)", () -> a.pointer.writeOnce(null)),
        useAfterFree("A->list.next", a.list::isEmpty),
        useAfterFree("A->list.next", a.list::next),
        useAfterFree("A->list.next", a.list::nextRcu),
        useAfterFree("A->list.next", a.list::del),
        useAfterFree("A->list.next = ", () -> b.list.add(a.list)),
        useAfterFree("READ_ONCE(A->array[1])", () -> a.array.load(1)),
        useAfterFree("spin_lock(&A->array.xa_lock)", () -> a.array.insert(0, b)),
        useAfterFree("spin_lock(&A->array.xa_lock)", () -> a.array.erase(0)));
  }

  private static DynamicTest useAfterFree(String access, ThrowingCallable call) {
    String text = "use after free: " + access + " after kfree()";
    return DynamicTest.dynamicTest(access, () -> assertBug("use-after-free", text, call));
  }

  @Test
  void aSecondKfreeIsADoubleFree() {
    kernel.kfree(a);
    assertBug("double-free", "double-free: kfree(A)", () -> kernel.kfree(a));
    assertThat(b.value.get()).as("B lives").isZero();
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // The yield is for a machine of one CPU only.
  void ofTwoKfreesThatRaceOneIsTheDoubleFree() {
    List<Box> boxes = IntStream.range(0, 5_000).mapToObj(i -> new Box(kernel, "box#" + i)).toList();
    AtomicInteger arrivals = new AtomicInteger();
    AtomicInteger bugs = new AtomicInteger();
    Tasks tasks = new Tasks();
    for (int t = 0; t < 2; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < boxes.size(); i++) {
              Box box = boxes.get(i);
              arrivals.incrementAndGet();
              while (arrivals.get() < 2 * (i + 1)) {
                Thread.yield();
              }
              try {
                kernel.kfree(box);
              } catch (KernelBug bug) {
                assertThat(bug.oracle()).isEqualTo("double-free");
                bugs.incrementAndGet();
              }
            }
          });
    }
    tasks.join();
    assertThat(bugs).hasValue(boxes.size());
  }

  @Test
  void aLockMustNotBeFreedWhileHeld() {
    a.spin.lock();
    assertBug("held-lock-freed", "held lock freed: A->spin", () -> kernel.kfree(a));
    a.spin.unlock();
    a.mutex.lock();
    assertBug("held-lock-freed", "held lock freed: A->mutex", () -> kernel.kfree(a));
    a.mutex.unlock();
    a.rwsem.downRead();
    assertBug("held-lock-freed", "held lock freed: A->rwsem", () -> kernel.kfree(a));
    a.rwsem.upRead();
    a.array.xaLock().lock();
    assertBug("held-lock-freed", "held lock freed: A->array.xa_lock", () -> kernel.kfree(a));
    a.array.xaLock().unlock();
    kernel.kfree(a);
  }

  @Test
  void anEmbeddedStructLivesAndDiesWithItsContainer() {
    Embedded lru = new Embedded(kernel, a);
    lru.lock.lock();
    assertBug("held-lock-freed", "held lock freed: A->lru->lock", () -> kernel.kfree(a));
    lru.lock.unlock();
    kernel.kfree(a);
    assertBug(
        "use-after-free", "use after free: spin_lock(&A->lru->lock) after kfree()", lru.lock::lock);
  }

  private static final class Embedded extends Struct {
    final SpinLock lock = layout.spinLock("lock");

    Embedded(Kernel kernel, Struct container) {
      super(kernel, container, container + "->lru");
    }
  }

  @Test
  void isAliveFromAllocationToKfree() {
    assertThat(kernel.isAlive(a)).isTrue();
    kernel.kfree(a);
    assertThat(kernel.isAlive(a)).isFalse();
    Box made = new Box(kernel, "made");
    Slab<Box> slab = kernel.slab("boxes", 1, i -> made);
    assertThat(kernel.isAlive(made)).isFalse();
    assertThat(slab.alloc()).isSameAs(made);
    assertThat(kernel.isAlive(made)).isTrue();
    kernel.kfree(made);
    assertThat(kernel.isAlive(made)).isFalse();
  }

  @Test
  void aSlabHandsEachObjectOutOnce() {
    Slab<Box> slab = kernel.slab("boxes", 3_000, i -> new Box(kernel, "box#" + i));
    Set<Box> seen = ConcurrentHashMap.newKeySet();
    Tasks tasks = new Tasks();
    for (int t = 0; t < 3; t++) {
      tasks.race(
          () -> {
            for (int i = 0; i < 1_000; i++) {
              Box box = slab.alloc();
              assertThat(seen.add(box)).isTrue();
              kernel.kfree(box);
            }
          });
    }
    tasks.join();
    assertThatThrownBy(slab::alloc)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("kzalloc(boxes): the model has only 3000 of them");
  }
}
