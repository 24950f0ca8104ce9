package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void wrapsBetweenWords() {
    List<String> lines = Text.wrap("  x: ", "word ".repeat(40).strip(), 4);
    assertThat(lines).hasSize(3).allMatch(line -> line.length() <= Text.WIDTH);
    assertThat(lines.get(0)).startsWith("  x: word word");
    assertThat(lines.get(1)).startsWith("    word");
    assertThat(String.join(" ", lines).split("word", -1)).hasSize(41);
  }

  @Test
  void cutsAWordThatIsTooLong() {
    assertThat(Text.wrap("", "x".repeat(150), 2))
        .containsExactly("x".repeat(100), "  " + "x".repeat(50));
    assertThat(Text.wrap("", "a " + "x".repeat(150), 2))
        .containsExactly("a", "  " + "x".repeat(98), "  " + "x".repeat(52));
  }

  @Test
  void leavesAShortLineAlone() {
    assertThat(Text.wrap("a: ", "b c", 4)).containsExactly("a: b c");
  }
}
