package epcheck.live;

import static epcheck.live.KernelBugs.assertBug;
import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.ListHead;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveListHeadTest {
  private final LiveKernel kernel = new LiveKernel();
  private final ListHead<Box> head = kernel.layout(null, "").listHead("lru", Box.class);
  private final Box a = new Box(kernel, "A");
  private final Box b = new Box(kernel, "B");
  private final Box c = new Box(kernel, "C");

  private List<Box> entries() {
    List<Box> entries = new ArrayList<>();
    for (ListHead<Box> node = head.next(); node != head; node = node.next()) {
      entries.add(node.entry());
    }
    return entries;
  }

  @Test
  void addsAtBothEndsAndMoves() {
    assertThat(head.isEmpty()).isTrue();
    head.addTail(b.list);
    head.addTail(c.list);
    head.add(a.list);
    assertThat(head.isEmpty()).isFalse();
    assertThat(entries()).containsExactly(a, b, c);
    assertThat(head.firstEntry()).isSameAs(a);
    head.moveTail(a.list);
    assertThat(entries()).containsExactly(b, c, a);
    head.move(c.list);
    assertThat(entries()).containsExactly(c, b, a);
    b.list.del();
    c.list.delInit();
    assertThat(entries()).containsExactly(a);
    assertThat(c.list.isEmpty()).isTrue();
    assertThat(b.list.isEmpty()).as("poisoned").isFalse();
    b.list.init();
    assertThat(b.list.isEmpty()).isTrue();
    head.add(b.list);
    assertThat(entries()).containsExactly(b, a);
  }

  @Test
  void firstEntryOfAnEmptyListIsTheHeadMistakenForOne() {
    assertThat(head.firstEntry()).isNull();
    assertThat(a.list.firstEntry()).isSameAs(a);
  }

  @Test
  void aWalkerGoesOnFromAnEntryThatDelRcuRemoved() {
    head.addRcu(b.list);
    head.addRcu(a.list);
    ListHead<Box> walker = head.nextRcu();
    a.list.delRcu();
    assertThat(walker.nextRcu()).isSameAs(b.list);
    assertThat(entries()).containsExactly(b);
    assertBug("list-corruption", "list_del corruption, &A->list is LIST_POISON", a.list::delRcu);
  }

  @Test
  void corruptionIsFound() {
    head.add(a.list);
    assertBug("list-corruption", "list_add double add: &A->list", () -> head.add(a.list));
    assertBug("list-corruption", "list_add double add: &A->list", () -> head.addTail(a.list));
    assertBug("list-corruption", "list_add double add: &A->list", () -> head.addRcu(a.list));
    a.list.del();
    assertBug("list-corruption", "list_del corruption, &A->list is LIST_POISON", a.list::del);
    assertBug("list-corruption", "list corruption: followed LIST_POISON of &A->list", a.list::next);
  }

  @Test
  void aNeighbourThatWasFreedIsAUseAfterFree() {
    head.addTail(a.list);
    head.addTail(b.list);
    kernel.kfree(b);
    assertBug(
        "use-after-free", "use after free: B->list.prev =  after kfree()", () -> a.list.del());
  }

  @Test
  void twoTasksUnderOneLockKeepTheListWhole() {
    Tasks tasks = new Tasks();
    for (Box box : List.of(a, b, c)) {
      tasks.race(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              a.spin.lock();
              head.addTail(box.list);
              a.spin.unlock();
              a.spin.lock();
              box.list.del();
              a.spin.unlock();
            }
          });
    }
    tasks.join();
    assertThat(head.isEmpty()).isTrue();
  }

  @Test
  void aWalkerUnderRcuFindsEntriesInitialized() {
    for (int round = 0; round < 2_000; round++) {
      ListHead<Box> mmList = kernel.layout(null, "").listHead("mm_list", Box.class);
      Box box = new Box(kernel, "mm");
      Tasks tasks = new Tasks();
      tasks.race(
          () -> {
            box.value.set(1);
            mmList.addRcu(box.list);
          });
      tasks.race(
          () -> {
            ListHead<Box> node = mmList.nextRcu();
            if (node != mmList) {
              assertThat(node.entry().value.get()).isEqualTo(1);
              assertThat(node.nextRcu()).isSameAs(mmList);
            }
          });
      tasks.join();
    }
  }
}
