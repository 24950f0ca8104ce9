package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A schedule survives being written down; a damaged one is refused. */
class ScheduleTest {
  @Property
  void decodingGivesBackWhatWasEncoded(
      @ForAll @Size(max = 20) Set<@IntRange(max = 100_000) Integer> slots,
      @ForAll @Size(max = 200) List<@IntRange(max = 15) Integer> tasks) {
    Schedule schedule = new Schedule(slots.stream().sorted().toList(), tasks);
    assertThat(Schedule.decode(schedule.encode())).isEqualTo(schedule);
  }

  @Property
  void changedByteIsRefusedOrGivesAnotherSchedule(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 15) Integer> tasks,
      @ForAll @IntRange(max = 1000) int where,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    Schedule schedule = new Schedule(List.of(), tasks);
    byte[] bytes = Base64.getUrlDecoder().decode(schedule.encode());
    bytes[where % bytes.length] ^= (byte) change;
    String damaged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    try {
      assertThat(Schedule.decode(damaged)).isNotEqualTo(schedule);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("schedule");
    }
  }

  @Test
  void runsOfTheSameTaskAreOneByte() {
    Schedule schedule = new Schedule(List.of(), List.of(0, 0, 0, 0, 1, 1, 1, 0));
    assertThat(schedule.encode()).hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void emptyScheduleCanBeWritten() {
    Schedule empty = new Schedule(List.of(), List.of());
    assertThat(Schedule.decode(empty.encode())).isEqualTo(empty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "not base 64!", "AAAA", "Gk3tQ", "____"})
  void whatIsNoScheduleIsRefused(String token) {
    assertThatThrownBy(() -> Schedule.decode(token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schedule");
  }

  @Test
  void tokenThatIsCutShortIsRefused() {
    String token = new Schedule(List.of(3, 17), List.of(0, 1, 2, 1, 0, 0, 3)).encode();
    for (int length = 1; length < token.length(); length++) {
      String cut = token.substring(0, length);
      assertThatThrownBy(() -> Schedule.decode(cut))
          .as(cut)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
