package epcheck.bench;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs searches over and over and takes their time.
 *
 * <p>The philosophers come first, while the JVM has compiled the explorer for one model, as it has
 * when a user checks one scenario; SPIN's verifier is compiled for one model as well. SPIN and the
 * explorer take turns, so that a busy neighbour troubles both. Each search is measured after a
 * warm-up of its own.
 */
public final class Benchmark {
  /** About 1.4 million states: one to five seconds for either of the two. */
  private static final Philosophers PROGRAM = new Philosophers(8, 1, 4);

  private static final int FEWEST_RUNS = 3;
  private static final int MOST_ROUNDS = 9;
  private static final Duration LONGEST_RUN = Duration.ofSeconds(20);

  /** For how many rows the whole takes its time by default. */
  private static final int ROWS = 40;

  /** And how much of that the philosophers leave to the others, on a busy machine. */
  private static final int ROWS_OF_SCENARIOS = 12;

  private final Duration each;
  private final Consumer<String> progress;
  private final List<String> omissions = new ArrayList<>();
  private long deadline;

  /**
   * @param each how long to measure for one row of the table. All together end after 40 times that,
   *     and what does not fit in is cut or left out
   * @param progress hears what is measured now
   */
  public Benchmark(Duration each, Consumer<String> progress) {
    this.each = each;
    this.progress = progress;
  }

  public Page run(List<Named> scenarios) {
    deadline = System.nanoTime() + each.multipliedBy(ROWS).toNanos();
    Surroundings surroundings = Surroundings.here();
    Contest contest = new Contest(PROGRAM);
    contest.run();
    List<Series> measured = new ArrayList<>();
    int left = scenarios.size();
    for (Named scenario : scenarios) {
      Duration share = Duration.ofNanos(deadline - System.nanoTime()).dividedBy(left--);
      if (share.isNegative()) {
        omissions.add("Left out for want of time: " + scenario.name() + ".");
      } else {
        scenario(scenario, share, measured);
      }
    }
    return new Page(
        new Measurements(
            PROGRAM,
            contest.explorer.stream().map(Racer::series).toList(),
            contest.peer.stream().map(Racer::series).toList(),
            contest.peerVersion,
            measured,
            omissions,
            each.toMillis() / 1000.0,
            surroundings));
  }

  // ---- one scenario ----

  /**
   * @param share how long all searches after the warm-up may take
   */
  private void scenario(Named scenario, Duration share, List<Series> measured) {
    progress.accept(scenario.name());
    try {
      warmUp(scenario.model());
      List<Sample> samples = new ArrayList<>();
      Duration longest = share.compareTo(each) > 0 ? share : each;
      long began = System.nanoTime();
      long target = each.toNanos();
      boolean again;
      do {
        Sample sample = explore(scenario.model(), Granularity.LOCK, true, longest);
        samples.add(sample);
        long spent = System.nanoTime() - began;
        boolean room = spent + sample.seconds() * 1e9 < longest.toNanos();
        again = sample.complete() && (spent < target || (room && samples.size() < FEWEST_RUNS));
      } while (again);
      measured.add(new Series(scenario.name(), samples));
    } catch (ModelError e) {
      omissions.add(scenario.name() + " cannot be explored: " + e.getMessage());
    }
  }

  private void warmUp(Model model) {
    Duration half = each.dividedBy(2);
    long end = System.nanoTime() + half.toNanos();
    do {
      explore(model, Granularity.LOCK, true, half);
    } while (System.nanoTime() < end);
  }

  private static Sample explore(
      Model model, Granularity granularity, boolean sleepSets, Duration budget) {
    Options options = new Options(granularity, true, sleepSets, budget, Duration.ZERO);
    Verdict verdict = new Explorer(model, options).run((states, transitions, depth, time) -> {});
    Verdict.Statistics size = verdict.statistics();
    return new Sample(
        size.states(), size.transitions(), size.seconds(), size.bytes(), verdict.complete());
  }

  // ---- the philosophers ----

  /** One who takes part, and the runs so far. */
  private record Racer(String name, Run run, List<Sample> samples) {
    interface Run {
      Sample take() throws PeerFailed;
    }

    Racer(String name, Run run) {
      this(name, run, new ArrayList<>());
    }

    Series series() {
      return new Series(name, samples);
    }
  }

  /** The explorer and SPIN on the same program, taking turns. */
  private final class Contest {
    private final Philosophers program;
    private final List<Racer> explorer;
    private final List<Racer> peer = new ArrayList<>();
    private String peerVersion = "";

    Contest(Philosophers program) {
      this.program = program;
      this.explorer = List.of(racer("epcheck", true), racer("epcheck, no sleep sets", false));
    }

    private Racer racer(String name, boolean sleepSets) {
      return new Racer(name, () -> explore(program, Granularity.ACCESS, sleepSets, LONGEST_RUN));
    }

    void run() {
      List<String> missing = Spin.missing();
      if (!missing.isEmpty()) {
        peerVersion = "No SPIN to compare with: not installed: " + String.join(", ", missing) + ".";
      } else {
        progress.accept("SPIN compiles");
        try (Spin spin = Spin.compile(program.promela())) {
          withPeer(spin);
          return;
        } catch (PeerFailed e) {
          peerVersion = "No SPIN to compare with: " + e.getMessage() + ".";
          peer.clear();
          explorer.forEach(racer -> racer.samples().clear());
        }
      }
      try {
        takeTurns();
      } catch (PeerFailed e) {
        throw new AssertionError(e);
      }
    }

    private void withPeer(Spin spin) throws PeerFailed {
      peerVersion = spin.version();
      long states = explorer.get(0).run().take().states();
      int depth = 4 * (program.count() * program.rounds() + program.hungry());
      for (Spin.Search search : Spin.Search.values()) {
        peer.add(
            new Racer(search.title, () -> spin.run(search, states, depth, LONGEST_RUN).sample()));
      }
      takeTurns();
    }

    private void takeTurns() throws PeerFailed {
      List<Racer> all = new ArrayList<>(peer);
      all.addAll(explorer);
      // pan is compiled when it starts; one run brings it from the disk.
      for (Racer racer : all.subList(Math.max(0, peer.size() - 1), all.size())) {
        progress.accept("philosophers, warm-up: " + racer.name());
        racer.run().take();
      }
      long end = System.nanoTime() + each.multipliedBy(all.size()).toNanos();
      long latest = deadline - each.multipliedBy(ROWS_OF_SCENARIOS).toNanos();
      for (int round = 1; round <= MOST_ROUNDS; round++) {
        if (round > FEWEST_RUNS && System.nanoTime() > end) {
          return;
        }
        for (Racer racer : all) {
          if (round > 1 && System.nanoTime() > latest) {
            return;
          }
          progress.accept("philosophers, round " + round + ": " + racer.name());
          racer.samples().add(racer.run().take());
        }
      }
    }
  }
}
