package epcheck.sgx;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.Model.Setup;
import epcheck.oracle.Oracles;
import epcheck.sgx.SgxDriver.Version;
import java.util.List;
import java.util.function.Consumer;

/**
 * A driver for tests that call its functions without a scenario file: with all oracles, and one
 * thread for each {@link #task}.
 *
 * <pre>
 * Verdict verdict = World.explore(new Mainline(), sizes, world -> {
 *   Encl encl = world.sgx.addEnclave("A", 2);
 *   world.task("T", () -> world.sgx.allocator.sgxAllocEpcPage(null, false));
 * });
 * </pre>
 */
final class World {
  final SgxDriver sgx;
  final StateBuilder state;
  final Setup setup;

  private World(SgxDriver sgx, Setup setup) {
    this.sgx = sgx;
    this.state = new StateBuilder(sgx);
    this.setup = setup;
  }

  static Verdict explore(Version version, Sizes sizes, Consumer<World> build) {
    return explore(version, sizes, build, false);
  }

  /** Where allocations fail while a task says so. */
  static Verdict exploreShortOfMemory(Version version, Sizes sizes, Consumer<World> build) {
    return explore(version, sizes, build, true);
  }

  private static Verdict explore(
      Version version, Sizes sizes, Consumer<World> build, boolean memoryMayRunOut) {
    return new Explorer(
            setup -> {
              Oracles oracles = new Oracles(setup.kernel());
              SgxDriver sgx =
                  new SgxDriver(setup.kernel(), version, oracles, sizes, memoryMayRunOut);
              oracles.watch(sgx, setup);
              build.accept(new World(sgx, setup));
            },
            Options.DEFAULT)
        .run(Progress.NONE);
  }

  /** A kernel thread that calls these one after the other. Returns its id. */
  int task(String name, Runnable... calls) {
    return setup.task(
        name, List.of(calls).stream().map(call -> new EntryPoint(name, call)).toList());
  }
}
