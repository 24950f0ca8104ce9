package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.scenario.Spelling;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES =
      List.of("last-page", "fault-vs-kill", "close-vs-reclaim", "kill-vs-exit");

  @Test
  void findsWhatWasMeant() {
    assertThat(Spelling.near("lastpage", NAMES)).containsExactly("last-page");
    assertThat(Spelling.near("LAST-PAGE", NAMES)).containsExactly("last-page");
    assertThat(Spelling.near("close", NAMES)).containsExactly("close-vs-reclaim");
    assertThat(Spelling.near("kill-vs-exti", NAMES).get(0)).isEqualTo("kill-vs-exit");
    assertThat(Spelling.near("zzz", NAMES)).isEmpty();
  }

  @Test
  void elseSaysWhatThereIs() {
    assertThat(Nearest.hint("scenario", "zzz", NAMES))
        .isEqualTo("; there is last-page, fault-vs-kill, close-vs-reclaim, kill-vs-exit");
    assertThat(Nearest.hint("patch", "zzz", List.of())).isEqualTo("; there is none");
    assertThat(Nearest.hint("patch", "zzz", List.of("1", "2", "3", "4", "5", "6", "7", "8", "9")))
        .isEqualTo("; see 'epcheck list patches'");
  }
}
