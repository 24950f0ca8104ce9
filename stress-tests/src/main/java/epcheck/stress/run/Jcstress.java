package epcheck.stress.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.CPUMap;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.vm.CompileMode;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * JCStress, of which only the parts are used: its own {@code main()} is content with having run
 * nothing, and tells what it did only as text.
 *
 * <p>It writes to the standard output, and keeps what it found out about the machine in statics: a
 * process probes once.
 */
final class Jcstress implements Harness {
  /** A sample of the driver allocates some 30 KB, and JCStress prepares a quarter of the heap. */
  private static final String HEAP_MEGABYTES = "512";

  /** Off since JDK 15 unless asked for, gone in 18: not worth twice as many forks. */
  private static final String BIASED = "-XX:+UseBiasedLocking";

  private final Options options;
  private final boolean everyCompilation;
  private final Topology topology;
  private final Map<Integer, List<SchedulingClass>> placements = new HashMap<>();

  private Jcstress(Options options, boolean everyCompilation) {
    this.options = options;
    this.everyCompilation = everyCompilation;
    this.topology = Topology.get();
  }

  /** Finds out what this machine and this JDK can do; takes some seconds. */
  static Jcstress probe(Effort effort) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-f",
                "1",
                "-fsm",
                "1",
                "-hs",
                HEAP_MEGABYTES,
                "-iters",
                Integer.toString(effort.iterations()),
                "-time",
                Integer.toString(effort.millis()),
                "-sc",
                Boolean.toString(effort.everyCompilation())));
    if (!effort.everyCompilation()) {
      // Any flag does: one set of flags, and no other.
      arguments.addAll(List.of("-jvmArgs", "-XX:+TieredCompilation"));
    }
    Options options = new Options(arguments.toArray(new String[0]));
    try {
      if (!options.parse()) {
        throw new IllegalStateException("JCStress does not take " + arguments);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    VMSupport.initFlags(options);
    OSSupport.init();
    VMSupport.detectAvailableVMConfigs(
        options.isSplitCompilation(), options.getJvmArgs(), options.getJvmArgsPrepend());
    return new Jcstress(options, effort.everyCompilation());
  }

  @Override
  public int cpus() {
    return options.getCPUCount();
  }

  @Override
  public int forks(StressTest test) {
    return placements(test.actors()).size() * compilations(test.actors()).size();
  }

  /** Which CPUs the actors may share: a fork for each of these. */
  private List<SchedulingClass> placements(int actors) {
    return placements.computeIfAbsent(
        actors, n -> scheduler().scheduleClasses(n, cpus(), options.affinityMode()));
  }

  private Scheduler scheduler() {
    return new Scheduler(topology, cpus());
  }

  @Override
  public void run(List<StressTest> tests, Watcher watcher) {
    List<TestConfig> forks = new ArrayList<>();
    for (StressTest test : tests) {
      for (SchedulingClass placement : placements(test.actors())) {
        for (Compilation compilation : compilations(test.actors())) {
          forks.add(new Announced(options, test, compilation, placement, watcher));
        }
      }
    }
    // It takes the last one first.
    Collections.reverse(forks);
    try {
      new TestExecutor(options.verbosity(), result -> watcher.ended(Fork.of(result)), scheduler())
          .runAll(forks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void destroy() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * How a fork compiles.
   *
   * @param mode of JCStress: which compiler for which actor
   */
  private record Compilation(List<String> flags, int mode) {}

  private List<Compilation> compilations(int actors) {
    List<Compilation> all = new ArrayList<>();
    for (VMSupport.Config vm : VMSupport.getAvailableVMConfigs()) {
      if (vm.args().contains(BIASED)) {
        continue;
      }
      if (!everyCompilation || !VMSupport.compilerDirectivesAvailable()) {
        all.add(new Compilation(vm.args(), CompileMode.UNIFIED));
        continue;
      }
      for (int mode :
          CompileMode.casesFor(actors, VMSupport.c1Available(), VMSupport.c2Available())) {
        if (!vm.onlyIfC2() || CompileMode.hasC2(mode, actors)) {
          all.add(new Compilation(vm.args(), mode));
        }
      }
    }
    return all;
  }

  /**
   * A fork that says when it begins: it is given its CPUs right before. JCStress itself tells only
   * of the end.
   */
  private static final class Announced extends TestConfig {
    private static final long serialVersionUID = 1L;

    private final transient StressTest test;
    private final transient Watcher watcher;

    Announced(
        Options options,
        StressTest test,
        Compilation compilation,
        SchedulingClass placement,
        Watcher watcher) {
      super(options, test.info(), 0, compilation.flags(), compilation.mode(), placement);
      this.test = test;
      this.watcher = watcher;
    }

    @Override
    public void setCPUMap(CPUMap cpus) {
      super.setCPUMap(cpus);
      watcher.began(test);
    }
  }
}
