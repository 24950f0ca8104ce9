package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.Model;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.EndlessRetry;
import epcheck.report.toy.OomUnderLock;
import epcheck.report.toy.WrongVictim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A search that is left and gone on with elsewhere comes to what it would have come to. */
class CheckpointTest {
  @TempDir private Path folder;

  private Checkpoint checkpoint() {
    return checkpoint("toy", "build");
  }

  private Checkpoint checkpoint(String search, String program) {
    return new Checkpoint(file(), search, program, Duration.ofDays(1));
  }

  private Path file() {
    return folder.resolve("a.checkpoint");
  }

  private InPieces pieces() {
    return new InPieces(file());
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void isTheSameAsOneThatIsNeverLeft(Granularity granularity) throws Exception {
    assertThat(pieces().compareAll(80, granularity)).isGreaterThan(600);
  }

  @Test
  void leftAfterEachStateItIsTheSame() throws Exception {
    for (Model model : List.of(new OomUnderLock(), new WrongVictim(), new EndlessRetry())) {
      assertThat(pieces().compare(model, Options.DEFAULT, 1)).isGreaterThan(7);
    }
  }

  @Test
  void withoutStateMatchingItIsTheSame() throws Exception {
    assertThat(pieces().compare(new OomUnderLock(), Options.DEFAULT.tracesOnly(), 20))
        .isGreaterThan(2);
  }

  // ---- what is refused

  private void write(Model model) throws IOException {
    Explorer explorer = new Explorer(model, Options.DEFAULT);
    Built built = explorer.build();
    Search search = explorer.search(built);
    InPieces.leave(built, search, 20);
    Checkpoint checkpoint = checkpoint();
    checkpoint.save(search, 1.5);
    assertThat(checkpoint.trouble()).isEmpty();
  }

  private static Search fresh(Model model) {
    Explorer explorer = new Explorer(model, Options.DEFAULT);
    return explorer.search(explorer.build());
  }

  private void refuses(Checkpoint checkpoint, String why) {
    assertThatThrownBy(() -> checkpoint.load(fresh(new OomUnderLock())))
        .isInstanceOf(Checkpoint.Unusable.class)
        .hasMessageContaining(why);
  }

  @Test
  void anyByteThatIsDamagedIsNoticed() throws Exception {
    write(new OomUnderLock());
    byte[] right = Files.readAllBytes(file());
    for (int i = 0; i < right.length; i++) {
      byte[] wrong = right.clone();
      wrong[i] ^= 4;
      Files.write(file(), wrong);
      refuses(checkpoint(), i < Long.BYTES ? "is no checkpoint" : "is damaged");
    }
  }

  @Test
  void oneThatIsCutShortIsNoticed() throws Exception {
    write(new OomUnderLock());
    byte[] right = Files.readAllBytes(file());
    for (int bytes = 0; bytes < right.length; bytes++) {
      Files.write(file(), Arrays.copyOf(right, bytes));
      refuses(checkpoint(), bytes < 2 * Long.BYTES ? "is no checkpoint" : "is damaged");
    }
  }

  @Test
  void anotherSearchIsNotGoneOnWith() throws Exception {
    write(new OomUnderLock());
    refuses(checkpoint("other", "build"), "is of toy,\nand this is other");
    refuses(checkpoint("toy", "newer"), "was written by another build of epcheck");
    assertThatThrownBy(() -> checkpoint().load(fresh(new CloseVsReclaim(false))))
        .isInstanceOf(Checkpoint.Unusable.class)
        .hasMessageContaining("leads elsewhere");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsToldAndHarmsNothing() throws Exception {
    Path nowhere = folder.resolve("no").resolve("such");
    Checkpoint checkpoint = new Checkpoint(nowhere, "toy", "build", Duration.ZERO);
    checkpoint.save(fresh(new OomUnderLock()), 0);
    assertThat(checkpoint.trouble()).contains("such");
    assertThat(new Explorer(new OomUnderLock(), Options.DEFAULT).run(checkpoint, Progress.NONE))
        .extracting(Verdict::complete)
        .isEqualTo(true);
  }

  @Test
  void nothingIsLeftOfItWhenTheSearchIsOver() throws Exception {
    write(new OomUnderLock());
    Files.writeString(folder.resolve("a.checkpoint.new"), "half of one");
    checkpoint().delete();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isDueOnceWhenThePauseIsOver() throws Exception {
    List<Boolean> due = new ArrayList<>();
    Checkpoint often = new Checkpoint(file(), "toy", "build", Duration.ZERO);
    due.add(often.isDue());
    due.add(often.isDue());
    Checkpoint seldom = checkpoint();
    due.add(seldom.isDue());
    assertThat(due).containsExactly(true, false, false);
  }
}
