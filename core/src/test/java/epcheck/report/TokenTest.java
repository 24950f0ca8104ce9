package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.explore.Granularity;
import epcheck.explore.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTest {
  private static final Schedule SCHEDULE = new Schedule(List.of(3, 200), List.of(0, 0, 1, 2, 2));

  @Test
  void survivesBeingWritten() {
    for (Granularity granularity : Granularity.values()) {
      for (String scenario : List.of("last-page", "my.own.yaml")) {
        for (List<String> patches : List.of(List.<String>of(), List.of("one", "two-more"))) {
          Token token = new Token(new Case("v5", patches, scenario, granularity), SCHEDULE);
          assertThat(Token.parse(token.toString())).isEqualTo(token);
        }
      }
    }
  }

  @Test
  void looksLikeThis() {
    Case what = new Case("v5", List.of("no-isolation-ref"), "last-page", Granularity.ACCESS);
    assertThat(new Token(what, SCHEDULE).toString())
        .isEqualTo("v5+no-isolation-ref.last-page~a." + SCHEDULE.encode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense           | not a token",
        "v5.last-page       | not a token",
        "v5.last-page.      | not a token",
        ".last-page.AAUU    | not a token",
        "v5..AAUU           | not a token",
        "v5+.last-page.AAUU | has an empty name",
        "v5.last-page.!!!!  | not a schedule",
        "v5.last-page.AAUU  | damaged or cut short"
      })
  void saysWhatIsWrong(String text, String what) {
    assertThatThrownBy(() -> Token.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what)
        .hasMessageContaining(text);
  }

  @Test
  void isFoundInAMail() {
    String token =
        new Token(new Case("v5", List.of(), "last-page", Granularity.LOCK), SCHEDULE).toString();
    String mail =
        "> 2 steps  replay: epcheck replay "
            + token
            + "\n> see above\n{\"token\" : \""
            + token
            + "x\"}";
    assertThat(Token.findAll(mail)).containsExactly(token, token + "x");
    assertThat(Token.findAll("type epcheck replay TOKEN, or replay it")).isEmpty();
  }

  @Test
  void isFoundWhereItIsPrintedOnSeveralLines() {
    List<Integer> tasks = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      tasks.add(i % 3);
    }
    Case what = new Case("v5", List.of(), "last-page", Granularity.LOCK);
    Token token = new Token(what, new Schedule(List.of(), tasks));
    epcheck.explore.Trace trace = new epcheck.explore.Trace(List.of(), List.of());
    String report =
        String.join(
            "\n",
            new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN)
                .replayed(
                    what,
                    token.schedule(),
                    new epcheck.explore.Explorer.Replay(List.of(), trace, List.of())));
    assertThat(report.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    assertThat(Token.findAll(report)).containsExactly(token.toString());
  }
}
