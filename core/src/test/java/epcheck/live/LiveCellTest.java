package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveCellTest {
  private final LiveKernel kernel = new LiveKernel();
  private final Box a = new Box(kernel, "A");

  @Test
  void holdsWhatWasWritten() {
    assertThat(a.pointer.get()).isNull();
    a.pointer.set(a);
    assertThat(a.pointer.get()).isSameAs(a);
    a.pointer.writeOnce(null);
    assertThat(a.pointer.readOnce()).isNull();
    a.value.set(5);
    a.value.or(2);
    a.value.and(6);
    a.value.add(-10);
    assertThat(a.value.get()).isEqualTo(-4);
    a.value.writeOnce(1);
    assertThat(a.value.readOnce()).isEqualTo(1);
  }

  @Test
  void declarationsReturnTheCell() {
    assertThat(a.pointer.guardedBy(a.spin)).isSameAs(a.pointer);
    assertThat(a.value.guardedBy(a.spin).printedAs(Integer::toHexString)).isSameAs(a.value);
    assertThat(a.pointer.setOnce()).isSameAs(a.pointer);
    assertThat(a.value.setOnce()).isSameAs(a.value);
    assertThat(a.list.guardedBy(a.spin)).isSameAs(a.list);
    a.value.set(1); // Without the guard: a data race at worst, and no finding here.
    assertThat(a.value.get()).isEqualTo(1);
  }

  /** {@code rcu_assign_pointer()} against {@code rcu_dereference()}. */
  @Test
  void whoFindsAPointerFindsWhatWasWrittenBefore() {
    for (int round = 0; round < 2_000; round++) {
      Box head = new Box(kernel, "head");
      Box b = new Box(kernel, "B");
      Tasks tasks = new Tasks();
      tasks.race(
          () -> {
            b.value.set(1);
            head.pointer.writeOnce(b);
          });
      tasks.race(
          () -> {
            Box found = head.pointer.readOnce();
            assertThat(found == null ? 1 : found.value.get()).isEqualTo(1);
          });
      tasks.join();
    }
  }

  /** {@code mm_list_version} and its kin: smp_wmb() pairs with smp_rmb(). */
  @Test
  void whoSeesTheVersionSeesWhatItIsTheVersionOf() {
    Tasks tasks = new Tasks();
    tasks.race(
        () -> {
          for (int i = 1; i <= 20_000; i++) {
            a.value.writeOnce(i);
            kernel.smpWmb();
            a.other.writeOnce(i);
          }
        });
    tasks.race(
        () -> {
          int version;
          do {
            version = a.other.readOnce();
            kernel.smpRmb();
            assertThat(a.value.readOnce()).isGreaterThanOrEqualTo(version);
          } while (version < 20_000);
        });
    tasks.join();
  }
}
