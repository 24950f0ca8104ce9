package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.BadInput;
import epcheck.cli.ShippedCatalog;
import epcheck.dmesg.Report;
import epcheck.dmesg.Samples;
import epcheck.kernel.Model;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real reports that are of no business of the model's, where they are beside the checkout. */
class OtherSubsystemsTest {
  private static Vocabulary words;

  @BeforeAll
  static void words() {
    words = Vocabulary.of(List.of(model("mainline", "close-vs-reclaim"), model("v5", "last-page")));
  }

  private static Model model(String revision, String scenario) {
    try {
      return new ShippedCatalog().subject(revision, List.of(), scenario).model();
    } catch (BadInput e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "06 | the lock &q->elevator_lock is not in the model",
        "07 | the lock &wg->static_identity.lock is not in the model",
        "08 | the lock &bdev->bd_mutex is not in the model",
        "09 | the lock rtnl_mutex is not in the model",
        "12 | is in no function of the model: xas_start, xas_find",
        "15 | is in no function of the model: fsnotify_mark_destroy_workfn",
        "16 | is in no function of the model: ",
        "22 | too little of it could be read",
        "23 | the lock &sb->s_type->i_mutex_key is not in the model",
      })
  void areNotModelledAndTheAnswerNamesWhat(String number, String what) {
    for (Report report : Samples.real(number)) {
      Answer answer =
          new Reproduction(List.of(), words, Duration.ofSeconds(1), Observer.NONE).answer(report);
      assertThat(answer).isInstanceOf(Answer.NotModelled.class);
      assertThat(((Answer.NotModelled) answer).reasons()).anyMatch(why -> why.contains(what));
    }
  }
}
