package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever stands in a file: it is read as a scenario, or there are mistakes, each at a place in
 * the file.
 */
class ScenarioFilePropertyTest {
  private static final String[] PIECES = {
    "\n",
    " ",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "#",
    "&a ",
    "*a",
    "!x ",
    "---\n",
    "? ",
    "|\n",
    ">\n",
    "%",
    "@",
    "`",
    "~",
    "null",
    "0",
    "-1",
    "99999999999",
    "1e9",
    "0x10",
    "\r",
    "\u2028",
    "\u00e4",
    "\ud83d\ude00",
    "\ufeff",
    "\u0000",
    "\\",
    "\\u12",
    "<<: ",
    "A",
    "A/0",
    "A/9999",
    "isolated by ",
    "swapped",
    "resident",
    "free: [0]\n",
    "root",
    "cg",
    "exit",
    "reclaim",
    "oom",
    "access A/0",
    "close B",
    "yes"
  };

  @Property(tries = 3000)
  void mutated(@ForAll("mutations") String text) {
    isReadOrExplained(text);
  }

  @Property(tries = 1000)
  void garbage(@ForAll("garbage") String text) {
    isReadOrExplained(text);
  }

  @Property(tries = 1000)
  void anyBytes(@ForAll byte[] bytes) {
    try {
      ScenarioFile.read("mine.yaml", bytes);
    } catch (ScenarioException e) {
      assertThat(e.mistakes()).isNotEmpty().allMatch(m -> m.line() >= 1 && m.column() >= 1);
    }
  }

  @Provide
  Arbitrary<String> mutations() {
    List<String> seeds = new ArrayList<>(List.of(ScenarioMistakesTest.GOOD));
    ShippedScenarios.names().forEach(name -> seeds.add(ShippedScenarios.source(name)));
    return Combinators.combine(
            Arbitraries.of(seeds), Arbitraries.integers().between(1, 6), Arbitraries.longs())
        .as((seed, edits, random) -> mutate(seed, edits, new Random(random)));
  }

  @Provide
  Arbitrary<String> garbage() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  private static String mutate(String seed, int edits, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = 0; i < edits && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(6)) {
        case 0 -> text.setLength(at);
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        case 4 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        default -> dropOrRepeatLine(text, random);
      }
    }
    return text.toString();
  }

  private static void dropOrRepeatLine(StringBuilder text, Random random) {
    List<String> lines = new ArrayList<>(text.toString().lines().toList());
    if (!lines.isEmpty()) {
      int line = random.nextInt(lines.size());
      if (random.nextBoolean()) {
        lines.remove(line);
      } else {
        lines.add(random.nextInt(lines.size()), lines.get(line));
      }
      text.setLength(0);
      text.append(String.join("\n", lines));
    }
  }

  private static void isReadOrExplained(String text) {
    List<String> lines = Stream.of(text.split("\r\n|[\n\r\u0085\u2028\u2029]", -1)).toList();
    try {
      assertThat(ScenarioFile.read("mine.yaml", text)).isNotNull();
    } catch (ScenarioException e) {
      assertThat(e.mistakes()).isNotEmpty();
      for (Mistake mistake : e.mistakes()) {
        assertThat(mistake.line()).isBetween(1, lines.size());
        String line = lines.get(mistake.line() - 1);
        assertThat(mistake.column()).isBetween(1, line.codePointCount(0, line.length()) + 1);
        assertThat(mistake.what()).isNotBlank();
        assertThat(mistake.right()).isNotBlank();
      }
      assertThat(e.getMessage()).doesNotContain("jackson", "snakeyaml", "Exception", "java.");
    }
  }
}
