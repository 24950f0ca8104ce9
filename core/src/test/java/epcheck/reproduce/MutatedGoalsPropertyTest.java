package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.dmesg.KernelLog;
import epcheck.dmesg.Report;
import epcheck.dmesg.Samples;
import epcheck.explore.Explorer;
import epcheck.explore.LockCircle;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.report.toy.OomUnderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever becomes of a log on its way, what it asks for can be held against a finding. */
class MutatedGoalsPropertyTest {
  /** So many at a time: a property of jqwik costs more than a report. */
  private static final int BATCH = 20;

  private static final List<String> SEEDS = seeds();
  private static final List<List<Actor>> ACTORS = actors();

  private static List<String> seeds() {
    List<String> seeds = new ArrayList<>(Samples.names().stream().map(Samples::ours).toList());
    try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "reproduce"))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seeds;
  }

  /** Who deadlocks in a toy, and the edges of its cycle. */
  private static List<List<Actor>> actors() {
    Verdict verdict = new Explorer(new OomUnderLock(), Options.DEFAULT).run(Progress.NONE);
    List<List<Actor>> actors = new ArrayList<>();
    for (Verdict.Violation violation : verdict.violations()) {
      actors.add(Actor.of(violation.finding()));
      LockCircle circle = violation.circle();
      actors.add(circle == null ? List.of() : Actor.of(circle));
    }
    return actors;
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void isAGoalOrNone(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < BATCH; i++) {
      String log = mutate(random);
      for (Report report : KernelLog.reports(log)) {
        Goals.of(report).ifPresent(goal -> isSound(goal, log));
      }
    }
  }

  private static void isSound(Goal whole, String log) {
    Goal goal = whole.within(Toys.WORDS);
    assertThat(whole.oracles()).as(log).isNotEmpty();
    assertThat(whole.inWords()).as(log).isNotBlank();
    assertThat(goal.parties().size() + goal.strangers().size())
        .as(log)
        .isEqualTo(whole.parties().size());
    assertThat(whole.parties()).as(log).allMatch(p -> p.line() > 0 && !p.who().isEmpty());
    for (List<Actor> actors : ACTORS) {
      Match match = Match.of(goal.parties(), actors, Toys.WORDS);
      assertThat(match.pairs()).as(log).hasSameSizeAs(goal.parties());
      assertThat(match.rest().size()).as(log).isLessThanOrEqualTo(actors.size());
    }
    new Target(null, "", () -> null, Optional.of(List.of("deadlock@x", "lock-order@a -> b")), false)
        .nearness(goal, Toys.WORDS);
  }

  private static String mutate(Random random) {
    StringBuilder log = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = random.nextInt(5); i >= 0 && !log.isEmpty(); i--) {
      int at = random.nextInt(log.length());
      int end = Math.min(log.length(), at + 1 + random.nextInt(60));
      switch (random.nextInt(5)) {
        case 0 -> log.setLength(Math.max(at, 40));
        case 1 -> log.delete(at, end);
        case 2 -> log.insert(random.nextInt(log.length()), log.substring(at, end));
        case 3 -> {
          String other = SEEDS.get(random.nextInt(SEEDS.size()));
          log.setLength(at);
          log.append(other, random.nextInt(other.length()), other.length());
        }
        default -> log.setCharAt(at, (char) random.nextInt(0x180));
      }
    }
    return log.toString();
  }
}
