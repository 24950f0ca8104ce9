package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnlookerTest {
  @Test
  void looksAtEveryStateAndChangesNothing() {
    List<IntCell> cells = new ArrayList<>();
    Explorer explorer =
        new Explorer(
            setup -> {
              IntCell cell = setup.kernel().layout(null, "").intCell("cell", 5);
              cells.add(cell);
              Runnable body =
                  () -> {
                    cell.writeOnce(6);
                    cell.writeOnce(7);
                    cell.writeOnce(7);
                  };
              setup.task("T", List.of(new EntryPoint("call", body)));
            },
            Options.DEFAULT);
    Schedule schedule = new Schedule(List.of(), List.of(0, 0, 0));
    List<Integer> values = new ArrayList<>();
    List<Long> states = new ArrayList<>();
    Explorer.Replay seen =
        explorer.replay(
            schedule,
            state -> {
              values.add(cells.get(0).get());
              states.add(state);
            });
    assertThat(values).containsExactly(5, 6, 7, 7);
    assertThat(states).hasSize(4).doesNotHaveDuplicates();
    assertThat(seen).isEqualTo(explorer.replay(schedule));
  }
}
