package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.fuzz.RandomModels;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.Event;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.report.toy.EndlessRetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Searches that are left every so many states, written down, and gone on with in another machine.
 */
public final class InPieces {
  private static final int SHORT = 7;
  private static final int LONG = 31;

  /** None of the programs has so many states. */
  private static final int MAX_PIECES = 1000;

  /** Has a search stop itself after so many states. */
  private static final class Stop implements Rule {
    private Search search;
    private int left;

    @Override
    public String name() {
      return "stop";
    }

    @Override
    public String breach() {
      if (search != null && --left == 0) {
        search.stop();
      }
      return null;
    }
  }

  private final Path file;

  InPieces(Path file) {
    this.file = file;
  }

  Checkpoint checkpoint() {
    return new Checkpoint(file, "toy", "build", Duration.ofDays(1));
  }

  /**
   * Holds the verdict against that of a search that is never left: counts, violations and their
   * schedules, races, lock order, sections, events. Returns how many pieces there were.
   */
  int compare(Model model, Options options, int states) throws Checkpoint.Unusable {
    Explorer explorer = new Explorer(model, options);
    Built built = explorer.build();
    Search search = explorer.search(built);
    int pieces = 1;
    while (!leave(built, search, states)) {
      checkpoint().save(search, 0);
      built = explorer.build();
      search = explorer.search(built);
      checkpoint().load(search);
      assertThat(++pieces).as("pieces").isLessThan(MAX_PIECES);
    }
    assertThat(explorer.verdict(built, search, "", 0))
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .isEqualTo(whole(model, options));
    return pieces;
  }

  /** Searches on for so many states; returns whether it is over. */
  static boolean leave(Built built, Search search, int states) {
    Stop stop = new Stop();
    built.always.add(stop);
    stop.search = search;
    stop.left = states;
    search.run();
    return !search.isLeft();
  }

  static Verdict whole(Model model, Options options) {
    Explorer explorer = new Explorer(model, options);
    Built built = explorer.build();
    Search search = explorer.search(built);
    search.run();
    return explorer.verdict(built, search, "", 0);
  }

  /** What random programs have not: loops that hold a lock, or go round for ever; an event. */
  private static Model loops(boolean forEver) {
    return setup -> {
      Kernel kernel = setup.kernel();
      Layout globals = kernel.layout(null, "");
      Mutex mutex = globals.mutex("mutex");
      IntCell[] cells = {globals.intCell("a", 0), globals.intCell("b", 0)};
      Event seen = kernel.event("b was set first");
      setup.task(
          "looks",
          List.of(
              new EntryPoint(
                  "look",
                  () -> {
                    mutex.lock();
                    kernel.repeatUntil(() -> cells[0].readOnce() == 1 || !forEver);
                    if (cells[1].readOnce() == 1 && cells[0].readOnce() == 0) {
                      seen.happened();
                    }
                    kernel.repeatUntil(() -> cells[1].readOnce() == 1);
                    mutex.unlock();
                  })));
      for (int i = 0; i < cells.length; i++) {
        IntCell cell = cells[i];
        setup.task("sets " + i, List.of(new EntryPoint("set", () -> cell.writeOnce(1))));
      }
      if (forEver) {
        setup.task("waits", List.of(new EntryPoint("wait", () -> kernel.repeatUntil(() -> false))));
      }
    };
  }

  /** Goes round with a lock held from one state only, and at once. */
  private static Model roundOnce() {
    return setup -> {
      Kernel kernel = setup.kernel();
      Layout globals = kernel.layout(null, "");
      Mutex mutex = globals.mutex("mutex");
      IntCell cell = globals.intCell("cell", 0);
      setup.task(
          "waits",
          List.of(
              new EntryPoint(
                  "wait",
                  () -> {
                    mutex.lock();
                    kernel.loop(() -> cell.readOnce() == 1);
                    mutex.unlock();
                  })));
      setup.task("sets", List.of(new EntryPoint("set", () -> cell.writeOnce(1))));
    };
  }

  /** Does it with so many random programs, and a few others; returns the number of pieces. */
  int compareAll(int programs, Granularity granularity) throws Checkpoint.Unusable {
    Options options = Options.DEFAULT.with(granularity).withoutMinimizing();
    int pieces = 0;
    for (Model model : List.of(loops(false), loops(true), roundOnce(), new EndlessRetry())) {
      pieces += compare(model, options, 1);
    }
    for (Model model : RandomModels.small(programs)) {
      pieces += compare(model, options, SHORT);
      pieces += compare(model, options.withoutSleepSets(), LONG);
    }
    return pieces;
  }

  /** What is different with any of the first programs, or an empty string. */
  public static String firstDifference(int programs) throws Exception {
    Path file = Files.createTempFile("pieces", ".checkpoint");
    try {
      new InPieces(file).compareAll(programs, Granularity.LOCK);
      return "";
    } catch (AssertionError | Checkpoint.Unusable e) {
      return e.toString();
    } finally {
      Files.delete(file);
    }
  }
}
