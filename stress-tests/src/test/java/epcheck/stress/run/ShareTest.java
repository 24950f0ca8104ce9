package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 100 %",
    "999999, 1000000, 100 %",
    "123, 1000, 12.3 %",
    "12, 1000, 1.2 %",
    "1, 3000000, 0.000033 %",
    "2, 1000, 0.2 %",
    "0, 7, 0 %",
    "0, 0, -"
  })
  void hasTwoDigitsThatSaySomething(long count, long all, String text) {
    assertThat(new Share(count, all)).hasToString(text);
  }
}
