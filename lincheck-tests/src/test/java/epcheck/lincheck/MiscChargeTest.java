package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.mustFail;
import static epcheck.lincheck.Linearizability.stress;

import epcheck.kernel.Kernel;
import epcheck.live.LiveKernel;
import epcheck.revision.V5;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.SgxDriver;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.kotlinx.lincheck.util.ValueResult;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;
import org.junit.jupiter.api.Test;

/**
 * {@code misc_cg_try_charge()} is not linearizable: a charge that fails has taken a page for a
 * while, so one that overlaps with it may fail though there is room. Lincheck finds that.
 *
 * <p>What it is: a charge that succeeds takes its page at one moment; one that fails takes a page,
 * which is too many, at one moment, and gives it back at a later one. Between these others see it.
 * Every run must be explained by such moments, in an order that respects which call ended before
 * which one began. So a charge may fail without need, but only beside another one that fails; and
 * never do two succeed where there is room for one.
 */
class MiscChargeTest {
  private static final int MAX = 1;

  /** What a task may call. It uncharges only what it has charged itself. */
  @Param(name = "task", gen = ThreadIdGen.class)
  public abstract static class Charges {
    private final int[] charged = new int[Linearizability.TASKS];

    /** Whether it succeeds. */
    @Operation
    public boolean charge(@Param(name = "task") int task) {
      boolean success = charge();
      if (success) {
        charged[task]++;
      }
      return success;
    }

    /** Whether the task has charged a page. */
    @Operation
    public boolean uncharge(@Param(name = "task") int task) {
      if (charged[task] == 0) {
        return false;
      }
      charged[task]--;
      uncharge();
      return true;
    }

    @Operation
    public abstract int usage();

    abstract boolean charge();

    abstract void uncharge();
  }

  /** What is checked: a cgroup below the root, which has no limit. */
  public static class Live extends Charges {
    private final SgxDriver sgx;
    private final EpcCgroup cgroup;

    public Live() {
      this(new LiveKernel());
    }

    Live(Kernel kernel) {
      sgx = SmallDriver.of(kernel, new V5(), 2 * Linearizability.TASKS);
      EpcCgroup root = sgx.cgroups._add("root", null, EpcCgroup.UNLIMITED);
      cgroup = sgx.cgroups._add("A", root, MAX);
    }

    @Override
    boolean charge() {
      return sgx.cgroups.miscCgTryCharge(cgroup) == 0;
    }

    @Override
    void uncharge() {
      sgx.cgroups.miscCgUncharge(cgroup);
    }

    @Override
    public int usage() {
      return cgroup.usage.read();
    }
  }

  /** What one might take it for: each call happens at one moment. */
  public static class Sequential extends Charges {
    private int usage;

    @Override
    boolean charge() {
      if (usage == MAX) {
        return false;
      }
      usage++;
      return true;
    }

    @Override
    void uncharge() {
      usage--;
    }

    @Override
    public int usage() {
      return usage;
    }
  }

  /** The canary: {@code atomic_long_add_return()} is a read and a write. */
  public static class NotAtomic extends Live {
    public NotAtomic() {
      super(new Without("A->usage", new LiveKernel()));
    }
  }

  /** What it is: see above. */
  public static class InMoments implements Verifier {
    /** Lincheck wants a constructor for the sequential specification. */
    public InMoments(Class<?> ignored) {}

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
      return new Search(scenario, results).explains(0);
    }

    /** Looks for an order of all moments, depth first. */
    private static final class Search {
      private final ExecutionScenario scenario;
      private final List<List<ResultWithClock>> results;

      /** How many of its calls each task has behind it. */
      private final int[] ended;

      /** Whether a task is between the two moments of a charge that fails. */
      private final boolean[] hasTooMany;

      Search(ExecutionScenario scenario, ExecutionResult results) {
        this.scenario = scenario;
        this.results = results.getThreadsResultsWithClock();
        ended = new int[scenario.getNThreads()];
        hasTooMany = new boolean[scenario.getNThreads()];
      }

      /** Whether the calls that have not ended can come to their results from this usage on. */
      boolean explains(int usage) {
        boolean all = true;
        for (int task = 0; task < ended.length; task++) {
          if (ended[task] < results.get(task).size()) {
            all = false;
            if (mayGoOn(task) && explainsNext(task, usage)) {
              return true;
            }
          }
        }
        return all;
      }

      /** Whether all calls have ended that had when the task's next one began. */
      private boolean mayGoOn(int task) {
        int[] before = results.get(task).get(ended[task]).getClockOnStart().getClock();
        for (int other = 0; other < ended.length; other++) {
          if (ended[other] < before[other]) {
            return false;
          }
        }
        return true;
      }

      /** The task's next moment comes next. */
      private boolean explainsNext(int task, int usage) {
        Object result =
            results.get(task).get(ended[task]).getResult() instanceof ValueResult value
                ? value.getValue()
                : null;
        String call = scenario.getThreads().get(task).get(ended[task]).getMethod().getName();
        return switch (call) {
          case "charge" -> {
            if (Boolean.TRUE.equals(result)) {
              yield usage < MAX && explainsAfterEnd(task, usage + 1);
            }
            if (!Boolean.FALSE.equals(result)) {
              yield false;
            }
            yield hasTooMany[task]
                ? explainsAfterGivingBack(task, usage)
                : usage >= MAX && explainsWithTooMany(task, usage);
          }
          case "uncharge" ->
              Boolean.TRUE.equals(result)
                  ? explainsAfterEnd(task, usage - 1)
                  : Boolean.FALSE.equals(result) && explainsAfterEnd(task, usage);
          case "usage" -> Integer.valueOf(usage).equals(result) && explainsAfterEnd(task, usage);
          default -> throw new IllegalArgumentException(call + "() is none of its operations");
        };
      }

      private boolean explainsAfterEnd(int task, int usage) {
        ended[task]++;
        boolean explained = explains(usage);
        ended[task]--;
        return explained;
      }

      private boolean explainsWithTooMany(int task, int usage) {
        hasTooMany[task] = true;
        boolean explained = explains(usage + 1);
        hasTooMany[task] = false;
        return explained;
      }

      private boolean explainsAfterGivingBack(int task, int usage) {
        hasTooMany[task] = false;
        boolean explained = explainsAfterEnd(task, usage - 1);
        hasTooMany[task] = true;
        return explained;
      }
    }
  }

  @Test
  void everyInterleavingTriedIsExplained() {
    modelChecking(Sequential.class).verifier(InMoments.class).check(Live.class);
  }

  @Test
  void everyRunIsExplained() {
    stress(Sequential.class).verifier(InMoments.class).check(Live.class);
  }

  @Test
  void itIsNotLinearizable() {
    mustFail(modelChecking(Sequential.class), Live.class);
  }

  /** By model checking alone: the moment between read and write is too short for stress. */
  @Test
  void modelCheckingFindsTheCanary() {
    mustFail(modelChecking(Sequential.class).verifier(InMoments.class), NotAtomic.class);
  }
}
