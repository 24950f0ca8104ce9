package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static Forecast of(Long... sizes) {
    return new Forecast(List.of(sizes));
  }

  /** One from its very beginning. */
  private static Forecast.Search begin(Forecast forecast, String name, long size) {
    Forecast.Search search = forecast.begin(name, size);
    forecast.reached(search, 0);
    return search;
  }

  @Test
  void theRestTakesAsLongAsItsStatesAtTheRateSoFar() {
    Forecast forecast = of(1_000L);
    Forecast.Search search = begin(forecast, "a", 1_000);
    forecast.reached(search, 100);
    forecast.reached(search, 250);
    assertThat(forecast.done()).hasValue(0.25);
    assertThat(forecast.secondsLeft(5)).hasValue(15);
  }

  @Test
  void aSearchThatStartsOverLosesWhatItHasDoneButNotItsSpeed() {
    Forecast forecast = of(1_000L);
    Forecast.Search search = begin(forecast, "a", 1_000);
    forecast.reached(search, 400);
    forecast.reached(search, 100);
    assertThat(forecast.done()).hasValue(0.1);
    assertThat(forecast.secondsLeft(5)).hasValue(9);
  }

  @Test
  void aSearchThatGoesOnFromACheckpointHasNotDoneAllThatInThisRun() {
    Forecast forecast = of(1_000L);
    Forecast.Search search = forecast.begin("a", 1_000);
    forecast.reached(search, 800);
    assertThat(forecast.done()).hasValue(0.8);
    forecast.reached(search, 900);
    assertThat(forecast.secondsLeft(10)).hasValue(10);
  }

  @Test
  void nobodyKnowsInTheFirstSeconds() {
    Forecast forecast = of(1_000L);
    Forecast.Search search = begin(forecast, "a", 1_000);
    assertThat(forecast.secondsLeft(60)).isEmpty();
    forecast.reached(search, 500);
    assertThat(forecast.secondsLeft(2.9)).isEmpty();
    assertThat(forecast.secondsLeft(3)).hasValue(3);
  }

  @Test
  void ofSeveralATenthMustBeDoneSinceTheirSpeedsDiffer() {
    Forecast forecast = of(100L, 900L);
    Forecast.Search search = begin(forecast, "b", 900);
    forecast.reached(search, 99);
    assertThat(forecast.done()).hasValue(0.099);
    assertThat(forecast.secondsLeft(30)).isEmpty();
    forecast.reached(search, 100);
    assertThat(forecast.secondsLeft(30)).hasValue(270);
  }

  @Test
  void aSearchThatIsOverIsDoneHoweverFarItCame() {
    Forecast forecast = of(100L, 300L);
    Forecast.Search first = begin(forecast, "a", 100);
    forecast.reached(first, 10);
    Forecast.Search second = begin(forecast, "b", 300);
    forecast.reached(second, 100);
    forecast.end("a");
    assertThat(forecast.isRunning(first)).isFalse();
    assertThat(forecast.isRunning(second)).isTrue();
    assertThat(forecast.done()).hasValue(0.5);
    assertThat(forecast.secondsLeft(10)).hasValue(10);
  }

  @Test
  void moreStatesThanRecordedMakeTheWholeUnknownUntilTheSearchIsOver() {
    Forecast forecast = of(100L, 300L);
    Forecast.Search search = begin(forecast, "a", 100);
    forecast.reached(search, 101);
    assertThat(search.hasSize()).isFalse();
    assertThat(forecast.done()).isEmpty();
    assertThat(forecast.secondsLeft(10)).isEmpty();
    forecast.end("a");
    assertThat(forecast.done()).hasValue(0.25);
  }

  @Test
  void oneOfUnknownSizeMakesTheWholeUnknown() {
    Forecast forecast = of(100L, 0L);
    Forecast.Search search = begin(forecast, "a", 100);
    forecast.reached(search, 50);
    assertThat(search.hasSize()).isTrue();
    assertThat(forecast.done()).isEmpty();
    assertThat(forecast.secondsLeft(10)).isEmpty();
  }
}
