package epcheck.lincheck;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import epcheck.kernel.Model;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * Lincheck's model checker on a model: the same tasks on the same driver as under the explorer, but
 * under a scheduler that we did not write. It tries all schedules with no switch, then with one,
 * two, and so on, and only sequentially consistent ones.
 *
 * <p>It may switch before each operation of a variable, as the explorer does, and not inside of
 * one: live's cells, counters and bits are trusted here, and shown linearizable by themselves in
 * the tests of this module. Locks, wait queues, SRCU and work items are not trusted: Lincheck sees
 * into them.
 */
final class ModelChecking {
  /** The kernel's {@code repeat} loops; more are a livelock to Lincheck. */
  private static final int LOOP_BOUND = 100;

  /** One operation of these is one step. */
  private static final Set<String> ATOMIC =
      Set.of(
          "epcheck.live.LiveBits",
          "epcheck.live.LiveCell",
          "epcheck.live.LiveCounter",
          "epcheck.live.LiveIntCell",
          "epcheck.live.LiveKref",
          "epcheck.live.LiveSlab",
          "epcheck.live.LiveXArray");

  /** What watches an execution is no part of it. */
  private static final Set<String> WATCHING =
      Set.of(
          "epcheck.live.LiveAtomicContext",
          "epcheck.live.LiveEvent",
          "epcheck.live.LiveLife",
          "epcheck.live.LiveRulesBetweenSteps",
          "epcheck.live.LiveTasks",
          Sightings.class.getName());

  private static final Method BUILD = operation("build", Sightings.class);
  private static final Method RUN = operation("run", int.class);
  private static final Method END = operation("end", Sightings.class);

  private ModelChecking() {}

  /** Lincheck makes it, and asks it after each invocation whether that was right. */
  public static final class AsSightingsSay implements Verifier {
    public AsSightingsSay(Class<?> sequentialSpecification) {}

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult result) {
      return result.getPostResults().get(0).toString().equals("true");
    }
  }

  /**
   * Tries schedules, until Lincheck knows no more, the budget is spent, or all tasks wait for ever.
   *
   * @param invocations how many schedules at most
   */
  static Tried explore(Model model, int invocations) {
    return check(new Sightings(model, sighting -> false), invocations);
  }

  /** Tries schedules until the first violation. */
  static Tried untilViolation(Model model, int invocations) {
    return check(new Sightings(model, Sightings.Sighting::violation), invocations);
  }

  private static Tried check(Sightings sightings, int invocations) {
    int tasks = sightings.tasks().size();
    ExecutionScenario scenario =
        new ExecutionScenario(
            List.of(new Actor(BUILD, List.of(sightings))),
            IntStream.range(0, tasks).mapToObj(t -> List.of(new Actor(RUN, List.of(t)))).toList(),
            List.of(new Actor(END, List.of(sightings))),
            null);
    try {
      new ModelCheckingOptions()
          .iterations(0)
          .invocationsPerIteration(invocations)
          .addCustomScenario(scenario)
          .verifier(AsSightingsSay.class)
          .minimizeFailedScenario(false)
          .loopBound(LOOP_BOUND)
          .addGuarantee(forClasses(ATOMIC::contains).allMethods().treatAsAtomic())
          .addGuarantee(
              forClasses("epcheck.live.LiveSrcu")
                  .methods("openSections", "allOver")
                  .treatAsAtomic())
          .addGuarantee(forClasses(ModelChecking::watches).allMethods().ignore())
          .check(Execution.class);
      return new Tried(sightings, invocations, "");
    } catch (LincheckAssertionError e) {
      return new Tried(sightings, invocations, e.getMessage());
    }
  }

  private static boolean watches(String className) {
    return WATCHING.contains(className) || className.startsWith("epcheck.oracle.");
  }

  private static Method operation(String name, Class<?> parameter) {
    try {
      return Execution.class.getMethod(name, parameter);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
