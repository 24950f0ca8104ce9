package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ShardTest {
  @Property
  void everyCaseIsInOneShardAndTheWorkIsEven(
      @ForAll @Size(max = 60) List<Boolean> slow, @ForAll @IntRange(min = 1, max = 12) int count) {
    List<Integer> cases = IntStream.range(0, slow.size()).boxed().toList();
    List<Integer> together = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    List<Integer> slowOnes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      List<Integer> mine = new Shard(i, count).of(cases, slow::get);
      assertThat(mine).isSorted().isEqualTo(new Shard(i, count).of(cases, slow::get));
      together.addAll(mine);
      sizes.add(mine.size());
      slowOnes.add((int) mine.stream().filter(slow::get).count());
    }
    assertThat(together).containsExactlyInAnyOrderElementsOf(cases);
    assertThat(spread(sizes)).isLessThanOrEqualTo(1);
    assertThat(spread(slowOnes)).isLessThanOrEqualTo(1);
  }

  private static int spread(List<Integer> numbers) {
    var s = numbers.stream().mapToInt(n -> n).summaryStatistics();
    return s.getMax() - s.getMin();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/8", "9/8", "3", "3/", "1/0", "-1/8", "a/b", "1/8/2"})
  void whatIsNoShardIsRefused(String text) {
    assertThatThrownBy(() -> new Shard.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is no shard; of eight say 1/8 to 8/8");
  }
}
