package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Granularity;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Verdict.Result;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.toy.CloseVsReclaim;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A search that is not done is never proved. */
class ChecksTest {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private static Checks.Job job(Model model) {
    return new Checks.Job(new Case("v5", List.of(), "toy", Granularity.LOCK), model);
  }

  private static Checks.Job slow() {
    return job(new SlowCatalog("slow.yaml").subject("v5", List.of(), "slow.yaml").model());
  }

  private static List<Checks.Outcome> run(CompletableFuture<Void> stop, List<Checks.Job> jobs) {
    List<Checks.Outcome> outcomes = new ArrayList<>();
    PrintWriter none = new PrintWriter(new StringWriter());
    new Checks(new Terminal(none, none, false, false, false), Options.DEFAULT, false, true)
        .runUntil(
            stop,
            jobs,
            outcome -> {
              outcomes.add(outcome);
              stop.complete(null);
            });
    return outcomes;
  }

  @Test
  void whatIsDoneStaysWhenTheRestIsStopped() {
    List<Checks.Job> jobs = new ArrayList<>(List.of(job(new CloseVsReclaim(true))));
    jobs.addAll(Collections.nCopies(CORES + 1, slow()));
    List<Checks.Outcome> outcomes = run(new CompletableFuture<>(), jobs);
    assertThat(outcomes).hasSize(CORES + 2);
    assertThat(outcomes.get(0).checked().result()).isEqualTo(Result.PROVED);
    assertThat(outcomes.get(0).cutShort()).isFalse();
    assertThat(outcomes.subList(1, CORES + 2))
        .allMatch(outcome -> outcome.checked().result() == Result.INCONCLUSIVE);
    assertThat(outcomes.get(CORES + 1).cutShort()).isTrue();
    assertThat(outcomes.get(CORES + 1).checked().verdict().incompleteBecause())
        .isEqualTo("interrupted before it began");
  }

  @Test
  void memoryThatRunsOutOutsideOfTheSearchIsInconclusive() {
    Model large =
        setup -> {
          throw new OutOfMemoryError();
        };
    Model later =
        setup -> {
          throw new ModelError("the explorer failed", new OutOfMemoryError());
        };
    for (Model model : List.of(large, later)) {
      Checks.Outcome outcome = run(new CompletableFuture<>(), List.of(job(model))).get(0);
      assertThat(outcome.checked().result()).isEqualTo(Result.INCONCLUSIVE);
      assertThat(outcome.checked().verdict().incompleteBecause()).isEqualTo("memory ran out");
    }
  }
}
