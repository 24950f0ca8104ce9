package epcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Lock;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.LockKind;
import epcheck.explore.LockUnion;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.TakenLock;
import epcheck.explore.Verdict;
import epcheck.kernel.Bits;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Locks that are taken in a circle are found whether or not a schedule deadlocks, by lockdep's
 * rule.
 */
class LockOrderTest {
  /** A struct with locks of each kind; its class is {@code encl}. */
  private static final class Encl extends Struct {
    final Mutex lock = layout.mutex("lock");
    final SpinLock mmLock = layout.spinLock("mm_lock");
    final RwSemaphore sem = layout.rwSemaphore("sem");
    final Srcu srcu = layout.srcu("srcu");

    Encl(Kernel kernel, String name) {
      super(kernel, name);
    }
  }

  /** The functions of a driver, so that call chains have something to say. */
  private static final class Driver {
    final Kernel kernel;
    final Encl a;
    final Encl b;
    final Mutex gate;
    final Mutex global;

    Driver(Kernel kernel) {
      this.kernel = kernel;
      this.a = new Encl(kernel, "A");
      this.b = new Encl(kernel, "B");
      this.gate = kernel.layout(null, "").mutex("gate");
      this.global = kernel.layout(null, "").mutex("global");
    }

    void sgxReclaim() {
      gate.lock();
      a.lock.lock();
      sgxReclaimInner();
      a.lock.unlock();
      gate.unlock();
    }

    private void sgxReclaimInner() {
      global.lock();
      global.unlock();
    }

    void sgxKill() {
      gate.lock();
      global.lock();
      sgxKillInner();
      global.unlock();
      gate.unlock();
    }

    /** Another object of the same class. */
    private void sgxKillInner() {
      b.lock.lock();
      b.lock.unlock();
    }
  }

  @SafeVarargs
  private static Model model(Consumer<Driver>... tasks) {
    return setup -> {
      Driver driver = new Driver(setup.kernel());
      for (int t = 0; t < tasks.length; t++) {
        Consumer<Driver> body = tasks[t];
        setup.task("T" + t, List.of(new EntryPoint("call", () -> body.accept(driver))));
      }
    };
  }

  private static Verdict check(Model model, Options options) {
    Verdict verdict = new Explorer(model, options).run(Progress.NONE);
    assertThat(verdict.complete()).isTrue();
    return verdict;
  }

  private static Stream<Options> searches() {
    return Arrays.stream(Granularity.values())
        .map(Options.DEFAULT::with)
        .flatMap(o -> Stream.of(o, o.tracesOnly(), o.withoutSleepSets()));
  }

  /** The keys of what is violated, which must be the same for every way to search. */
  @SafeVarargs
  private static Set<String> keys(Consumer<Driver>... tasks) {
    return keysOf(model(tasks));
  }

  private static Set<String> keysOf(Model model) {
    List<Set<String>> all =
        searches()
            .map(
                options ->
                    check(model, options).violations().stream()
                        .map(v -> v.finding().key())
                        .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
            .toList();
    assertThat(all).allSatisfy(keys -> assertThat(keys).isEqualTo(all.get(0)));
    return all.get(0);
  }

  private static Set<String> edges(Verdict verdict) {
    return verdict.lockOrder().stream()
        .map(e -> inWords(e.held()) + " -> " + inWords(e.acquired()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String inWords(TakenLock taken) {
    return taken.lock() + " " + taken.use();
  }

  /** The edges with their gates. */
  private static Set<String> gatedEdges(Verdict verdict) {
    return verdict.lockOrder().stream()
        .map(
            e ->
                inWords(e.held())
                    + " -> "
                    + inWords(e.acquired())
                    + " gates "
                    + e.gates().stream().map(g -> g.lock() + " " + g.use()).sorted().toList())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  // ---- exclusive locks

  @Test
  void aCircleBehindAGateIsFoundThoughNoScheduleDeadlocks() {
    assertThat(keys(Driver::sgxReclaim, Driver::sgxKill))
        .containsExactly("lock-order@encl->lock -> global");
  }

  @Test
  void aCircleIsToldByTheShortestExecutionThatHasAllOfIt() {
    Model model = model(Driver::sgxReclaim, Driver::sgxKill);
    Verdict verdict = check(model, Options.DEFAULT);
    Verdict.Violation violation = verdict.violations().get(0);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.VIOLATED);
    assertThat(violation.finding().text())
        .startsWith("possible circular locking dependency: ")
        .contains(
            "T0 holds encl->lock in sgx_reclaim()"
                + " and takes global in sgx_reclaim_inner() <- sgx_reclaim()")
        .contains(
            "T1 holds global in sgx_kill()"
                + " and takes encl->lock in sgx_kill_inner() <- sgx_kill()");
    assertThat(violation.shortest()).isTrue();
    assertThat(violation.preemptions()).isZero();
    assertThat(violation.steps()).isEqualTo(6);
    Explorer.Replay replay = new Explorer(model, Options.DEFAULT).replay(violation.schedule());
    assertThat(replay.findings()).containsExactly(violation.finding());
    assertThat(replay.trace()).isEqualTo(violation.trace());
  }

  /** Whoever comes first decides who of them takes both locks, so no execution has both edges. */
  @Test
  void aCircleOfTwoExecutionsIsToldByTheLastStepToIt() {
    Model model =
        setup -> {
          Driver driver = new Driver(setup.kernel());
          Bits taken = setup.kernel().layout(null, "").bits("taken", "TAKEN");
          setup.task("T0", List.of(new EntryPoint("call", () -> first(taken, driver, 0))));
          setup.task("T1", List.of(new EntryPoint("call", () -> first(taken, driver, 1))));
        };
    assertThat(keysOf(model)).containsExactly("lock-order@encl->lock -> global");
    Verdict.Violation violation = check(model, Options.DEFAULT).violations().get(0);
    assertThat(violation.shortest()).isFalse();
    assertThat(violation.steps()).isPositive();
    assertThat(violation.finding().text())
        .contains("T0 holds encl->lock in sgx_reclaim() <- first() and takes global in sgx_")
        .contains("T1 holds global in sgx_kill() <- first() and takes encl->lock in sgx_kill_in");
  }

  private static void first(Bits taken, Driver driver, int task) {
    if (!taken.testAndSetBit(0)) {
      if (task == 0) {
        driver.sgxReclaim();
      } else {
        driver.sgxKill();
      }
    }
  }

  @Test
  void theDeadlockIsReportedTooIfThereIsOne() {
    assertThat(keys(d -> nested(d.a.lock, d.global), d -> nested(d.global, d.a.lock)))
        .containsExactly("deadlock@nested, nested", "lock-order@encl->lock -> global");
  }

  private static void nested(Mutex outer, Mutex inner) {
    outer.lock();
    inner.lock();
    inner.unlock();
    outer.unlock();
  }

  @Test
  void theSameOrderEverywhereIsFine() {
    assertThat(keys(d -> nested(d.a.lock, d.global), d -> nested(d.b.lock, d.global))).isEmpty();
  }

  @Test
  void whatWasGivenBackIsNotHeld() {
    Consumer<Driver> handOverHand =
        d -> {
          d.gate.lock();
          d.global.lock();
          d.gate.unlock();
          d.a.lock.lock();
          d.global.unlock();
          d.a.lock.unlock();
        };
    assertThat(keys(handOverHand, d -> nested(d.a.lock, d.gate)))
        .as("gate -> global -> encl->lock -> gate")
        .contains("lock-order@encl->lock -> gate -> global");
    assertThat(edges(check(model(handOverHand), Options.DEFAULT)))
        .containsExactly(
            "gate EXCLUSIVE -> global EXCLUSIVE", "global EXCLUSIVE -> encl->lock EXCLUSIVE");
  }

  @Test
  void aTrylockWaitsForNothingButIsHeld() {
    Consumer<Driver> tries =
        d -> {
          d.a.lock.lock();
          if (d.global.tryLock()) {
            d.global.unlock();
          }
          d.a.lock.unlock();
        };
    assertThat(keys(tries, d -> nested(d.global, d.a.lock))).isEmpty();
    Consumer<Driver> tried =
        d -> {
          if (d.global.tryLock()) {
            d.a.lock.lock();
            d.a.lock.unlock();
            d.global.unlock();
          }
        };
    assertThat(keys(tried, d -> nested(d.a.lock, d.global)))
        .contains("lock-order@encl->lock -> global");
  }

  @Test
  void twoLocksOfAClassAreARecursion() {
    assertThat(keys(d -> nested(d.a.lock, d.b.lock))).containsExactly("lock-order@encl->lock");
    Verdict verdict = check(model(d -> nested(d.a.lock, d.b.lock)), Options.DEFAULT);
    assertThat(verdict.violations().get(0).finding().text())
        .isEqualTo(
            "possible recursive locking: T0 holds encl->lock in nested()"
                + " and takes another encl->lock in nested()");
  }

  // ---- readers

  @Test
  void nestingThatIsDeclaredIsNoRecursionButAnOrder() {
    Consumer<Driver> fork =
        d -> {
          d.a.sem.downWrite();
          d.b.sem.downWriteNested();
          d.b.sem.upWrite();
          nested(d.gate, d.global);
          d.a.sem.upWrite();
        };
    assertThat(keys(fork)).isEmpty();
    assertThat(edges(check(model(fork), Options.DEFAULT)))
        .contains(
            "encl->sem EXCLUSIVE -> encl->sem/1 EXCLUSIVE",
            "encl->sem EXCLUSIVE -> gate EXCLUSIVE");
    Consumer<Driver> undeclared =
        d -> {
          d.a.sem.downWrite();
          d.b.sem.downWrite();
          d.b.sem.upWrite();
          d.a.sem.upWrite();
        };
    assertThat(keys(undeclared)).containsExactly("lock-order@encl->sem");
    Consumer<Driver> againstIt =
        d -> {
          d.b.sem.downWriteNested();
          d.a.sem.downRead();
          d.a.sem.upRead();
          d.b.sem.upWrite();
        };
    assertThat(keys(fork, againstIt)).contains("lock-order@encl->sem -> encl->sem/1");
  }

  @Test
  void readersOfASemaphoreAreInTheCircleSinceTheyQueueBehindWriters() {
    Consumer<Driver> one =
        d -> {
          d.a.sem.downRead();
          nested(d.global, d.gate);
          d.a.sem.upRead();
        };
    Consumer<Driver> two =
        d -> {
          d.global.lock();
          d.a.sem.downRead();
          d.a.sem.upRead();
          d.global.unlock();
        };
    assertThat(keys(one, two)).containsExactly("lock-order@encl->sem -> global");
  }

  @Test
  void aDowngradedWriterIsAReader() {
    Consumer<Driver> downgrades =
        d -> {
          d.a.sem.downWrite();
          d.a.sem.downgradeWrite();
          nested(d.global, d.gate);
          d.a.sem.upRead();
        };
    assertThat(edges(check(model(downgrades), Options.DEFAULT)))
        .contains("encl->sem SHARED -> global EXCLUSIVE")
        .doesNotContain("encl->sem EXCLUSIVE -> global EXCLUSIVE");
  }

  private static void read(Driver d, Mutex inside) {
    d.a.srcu.readLock();
    inside.lock();
    inside.unlock();
    d.a.srcu.readUnlock();
  }

  private static void readInside(Driver d, Mutex outside) {
    outside.lock();
    d.a.srcu.readLock();
    d.a.srcu.readUnlock();
    outside.unlock();
  }

  @Test
  void srcuReadersDoNotWaitForEachOther() {
    assertThat(keys(d -> read(d, d.global), d -> readInside(d, d.global))).isEmpty();
    assertThat(
            keys(
                d -> {
                  d.a.srcu.readLock();
                  d.b.srcu.readLock();
                  d.b.srcu.readUnlock();
                  d.a.srcu.readUnlock();
                }))
        .isEmpty();
  }

  @Test
  void whoSynchronizesUnderALockThatAReaderTakesIsInACircle() {
    Consumer<Driver> synchronizes =
        d -> {
          d.global.lock();
          d.a.srcu.synchronize();
          d.global.unlock();
        };
    assertThat(keys(d -> read(d, d.global), synchronizes))
        .contains("lock-order@encl->srcu -> global");
    assertThat(keys(d -> read(d, d.gate), synchronizes)).isEmpty();
    assertThat(keys(d -> readInside(d, d.global), synchronizes)).isEmpty();
    assertThat(
            keys(
                d -> {
                  d.a.sem.downRead();
                  d.a.srcu.synchronize();
                  d.a.sem.upRead();
                },
                d -> {
                  d.gate.lock();
                  d.a.srcu.readLock();
                  d.a.sem.downRead();
                  d.a.sem.upRead();
                  d.a.srcu.readUnlock();
                  d.gate.unlock();
                }))
        .contains("lock-order@encl->sem -> encl->srcu");
  }

  @Test
  void whoSynchronizesInAReadSectionIsInACircleOfOne() {
    assertThat(
            keys(
                d -> {
                  d.a.srcu.readLock();
                  d.a.srcu.synchronize();
                  d.a.srcu.readUnlock();
                }))
        .contains("lock-order@encl->srcu");
  }

  /** The circle is broken at srcu on the one way round, but not on the other. */
  @Test
  void aLongerWayRoundIsFoundWhereTheShorterOneIsBroken() {
    assertThat(
            keys(
                d -> readInside(d, d.global),
                d -> read(d, d.global),
                d -> nested(d.global, d.gate),
                d -> {
                  d.gate.lock();
                  d.a.srcu.synchronize();
                  d.gate.unlock();
                }))
        .contains("lock-order@encl->srcu -> global -> gate");
  }

  @Test
  void cancellingAWorkItemUnderALockThatItsFunctionTakes() {
    Model model =
        setup -> {
          Driver d = new Driver(setup.kernel());
          Work work = setup.kernel().work("reclaim(A)", () -> nested(d.global, d.gate));
          setup.task(
              "T0",
              List.of(
                  new EntryPoint("queue", work::queue),
                  new EntryPoint(
                      "cancel",
                      () -> {
                        d.global.lock();
                        work.cancelSync();
                        d.global.unlock();
                      })));
        };
    assertThat(keysOf(model)).contains("lock-order@global -> (work_completion)(&reclaim)");
  }

  // ---- circles as data, and their gates

  private static LockCircle circle(Model model) {
    List<LockCircle> circles = check(model, Options.DEFAULT).circles();
    assertThat(circles).hasSize(1);
    return circles.get(0);
  }

  @Test
  void aCircleIsToldEdgeByEdge() {
    LockCircle circle = circle(model(Driver::sgxReclaim, Driver::sgxKill));
    assertThat(circle.site()).isEqualTo("encl->lock -> global");
    LockEdge first = circle.edges().get(0);
    LockEdge second = circle.edges().get(1);
    assertThat(first.task()).isEqualTo("T0");
    assertThat(first.held().lock().name()).isEqualTo("encl->lock");
    assertThat(first.held().stack()).containsExactly("sgx_reclaim");
    assertThat(first.acquired().lock().name()).isEqualTo("global");
    assertThat(first.acquired().stack()).containsExactly("sgx_reclaim_inner", "sgx_reclaim");
    assertThat(second.task()).isEqualTo("T1");
    assertThat(second.held().stack()).containsExactly("sgx_kill");
    assertThat(second.acquired().stack()).containsExactly("sgx_kill_inner", "sgx_kill");
    assertThat(second.acquired().lock().kind()).isEqualTo(LockKind.MUTEX);
    assertThat(second.holding()).extracting(t -> t.lock().name()).containsExactly("gate", "global");
    assertThat(circle.closing()).isEqualTo(second);
  }

  /** As the search tells it, which has met the edges one by one. */
  @Test
  void aCircleOfTwoExecutionsIsToldEdgeByEdgeToo() {
    LockCircle circle =
        circle(
            setup -> {
              Driver driver = new Driver(setup.kernel());
              Bits taken = setup.kernel().layout(null, "").bits("taken", "TAKEN");
              setup.task("T0", List.of(new EntryPoint("call", () -> first(taken, driver, 0))));
              setup.task("T1", List.of(new EntryPoint("call", () -> first(taken, driver, 1))));
            });
    assertThat(circle.edges())
        .extracting(e -> e.held().stack())
        .containsExactly(List.of("sgx_reclaim", "first"), List.of("sgx_kill", "first"));
    assertThat(circle.gates()).extracting(Lock::name).containsExactly("gate");
  }

  @Test
  void theStackOfALockThatIsTakenAgainIsTheLastOne() {
    Consumer<Driver> again =
        d -> {
          nested(d.a.lock, d.gate);
          holdingAgain(d);
        };
    LockEdge edge =
        check(model(again), Options.DEFAULT).lockOrder().stream()
            .filter(e -> e.acquired().lock().name().equals("global"))
            .findFirst()
            .orElseThrow();
    assertThat(edge.held().stack()).containsExactly("holding_again");
    assertThat(edge.acquired().stack()).containsExactly("holding_again");
  }

  private static void holdingAgain(Driver d) {
    d.a.lock.lock();
    d.global.lock();
    d.global.unlock();
    d.a.lock.unlock();
  }

  private static List<String> gates(Model model) {
    return circle(model).gates().stream().map(Lock::name).toList();
  }

  @Test
  void aLockThatIsHeldOnTheWholeCircleIsItsGate() {
    Model model = model(Driver::sgxReclaim, Driver::sgxKill);
    assertThat(gates(model)).containsExactly("gate");
    assertThat(searches().map(options -> gatedEdges(check(model, options))))
        .allSatisfy(
            edges ->
                assertThat(edges)
                    .contains(
                        "encl->lock EXCLUSIVE -> global EXCLUSIVE gates [gate EXCLUSIVE]",
                        "gate EXCLUSIVE -> global EXCLUSIVE gates []"));
  }

  /** On one edge the gate is held only sometimes. */
  @Test
  void aLockThatIsNotAlwaysHeldIsNoGate() {
    Consumer<Driver> ungated =
        d -> {
          d.a.lock.lock();
          d.global.lock();
          d.global.unlock();
          d.a.lock.unlock();
        };
    Model sometimes =
        setup -> {
          Driver d = new Driver(setup.kernel());
          setup.task(
              "T0",
              List.of(
                  new EntryPoint("gated", d::sgxReclaim),
                  new EntryPoint("ungated", () -> ungated.accept(d)),
                  new EntryPoint("kill", d::sgxKill)));
        };
    assertThat(gates(sometimes)).isEmpty();
    assertThat(gatedEdges(check(sometimes, Options.DEFAULT)))
        .contains(
            "encl->lock EXCLUSIVE -> global EXCLUSIVE gates []",
            "global EXCLUSIVE -> encl->lock EXCLUSIVE gates [gate EXCLUSIVE]");
  }

  private static void nestedIn(Mutex gate, Mutex outer, Mutex inner) {
    gate.lock();
    nested(outer, inner);
    gate.unlock();
  }

  /** Each task holds its own, so they do not keep each other out; here they never meet. */
  @Test
  void oneOfSeveralLocksOfAClassIsNoGate() {
    Model model =
        setup -> {
          Driver d = new Driver(setup.kernel());
          setup.task(
              "T0",
              List.of(
                  new EntryPoint("one", () -> nestedIn(d.a.lock, d.gate, d.global)),
                  new EntryPoint("two", () -> nestedIn(d.b.lock, d.global, d.gate))));
        };
    assertThat(gates(model)).isEmpty();
    assertThat(gatedEdges(check(model, Options.DEFAULT)))
        .contains("gate EXCLUSIVE -> global EXCLUSIVE gates [encl->lock EXCLUSIVE]");
  }

  /** A model of one enclave, whose semaphore is held on both edges of a circle. */
  private static Model gatedBySemaphore(Consumer<RwSemaphore> one, Consumer<RwSemaphore> two) {
    return setup -> {
      RwSemaphore sem = setup.kernel().layout(null, "").rwSemaphore("sem");
      Driver d = new Driver(setup.kernel());
      setup.task(
          "T0",
          List.of(
              new EntryPoint(
                  "one",
                  () -> {
                    one.accept(sem);
                    nested(d.gate, d.global);
                    giveBack(sem, one == LockOrderTest.WRITER);
                  }),
              new EntryPoint(
                  "two",
                  () -> {
                    two.accept(sem);
                    nested(d.global, d.gate);
                    giveBack(sem, two == LockOrderTest.WRITER);
                  })));
    };
  }

  private static final Consumer<RwSemaphore> READER = RwSemaphore::downRead;
  private static final Consumer<RwSemaphore> WRITER = RwSemaphore::downWrite;

  private static void giveBack(RwSemaphore sem, boolean write) {
    if (write) {
      sem.upWrite();
    } else {
      sem.upRead();
    }
  }

  @Test
  void aSemaphoreIsAGateIfSomebodyHoldsItAsAWriter() {
    assertThat(gates(gatedBySemaphore(READER, READER))).isEmpty();
    assertThat(gates(gatedBySemaphore(WRITER, READER))).containsExactly("sem");
    assertThat(gates(gatedBySemaphore(WRITER, WRITER))).containsExactly("sem");
  }

  @Test
  void nothingIsSaidOfGatesWhereSomethingDeadlocks() {
    Verdict verdict =
        check(
            model(d -> nested(d.a.lock, d.global), d -> nested(d.global, d.a.lock)),
            Options.DEFAULT);
    assertThat(verdict.circles()).hasSize(1);
    assertThat(verdict.circles().get(0).gates()).isEmpty();
  }

  /** A task may wait for itself there, whatever else it holds. */
  @Test
  void aCircleOfOneHasNoGate() {
    assertThat(gates(model(d -> nestedIn(d.gate, d.a.lock, d.b.lock)))).isEmpty();
  }

  @Test
  void aReplayTellsTheCircleButKnowsNoGates() {
    Model model = model(Driver::sgxReclaim, Driver::sgxKill);
    Verdict.Violation violation = check(model, Options.DEFAULT).violations().get(0);
    Explorer.Replay replay = new Explorer(model, Options.DEFAULT).replay(violation.schedule());
    assertThat(replay.circles()).hasSize(1);
    LockCircle replayed = replay.circles().get(0);
    assertThat(replayed.isToldBy(violation.finding())).isTrue();
    assertThat(replayed.gates()).isEmpty();
    assertThat(replayed.closing().acquired()).isEqualTo(violation.circle().closing().acquired());
  }

  /** Neither model has a circle; a kernel that runs both has one. */
  @Test
  void aCircleMayTakeSeveralModels() {
    LockUnion union = new LockUnion();
    union.add("one", check(model(Driver::sgxReclaim), Options.DEFAULT));
    assertThat(union.circles()).isEmpty();
    union.add("two", check(model(Driver::sgxKill), Options.DEFAULT));
    assertThat(union.circles())
        .extracting(found -> found.circle().site())
        .containsExactly("encl->lock -> global");
    assertThat(union.circles().get(0).model()).isEmpty();
    assertThat(union.circles().get(0).circle().gates())
        .extracting(Lock::name)
        .containsExactly("gate");
    union.add("three", check(model(d -> nested(d.a.lock, d.global)), Options.DEFAULT));
    assertThat(union.circles().get(0).circle().gates()).isEmpty();
    union.add("four", check(model(Driver::sgxReclaim, Driver::sgxKill), Options.DEFAULT));
    assertThat(union.circles().get(0).model()).isEqualTo("four");
    LockUnion.Row shared =
        union.rows().stream()
            .filter(row -> row.edge().held().lock().name().equals("encl->lock"))
            .findFirst()
            .orElseThrow();
    assertThat(shared.byModel().keySet()).containsExactly("one", "three", "four");
  }

  // ---- the search

  /** One edge is taken only if the other task is preempted at the right moment. */
  @Test
  void edgesThatOneInterleavingTakesAreFound() {
    Model model =
        setup -> {
          Driver d = new Driver(setup.kernel());
          IntCell x = setup.kernel().layout(null, "").intCell("x", 0);
          setup.task(
              "T0",
              List.of(
                  new EntryPoint(
                      "call",
                      () -> {
                        x.writeOnce(1);
                        x.writeOnce(2);
                      })));
          setup.task(
              "T1",
              List.of(
                  new EntryPoint(
                      "call",
                      () -> {
                        if (x.readOnce() == 1) {
                          nested(d.global, d.gate);
                        }
                      })));
        };
    assertThat(searches().map(options -> edges(check(model, options))))
        .allSatisfy(
            edges -> assertThat(edges).containsExactly("global EXCLUSIVE -> gate EXCLUSIVE"));
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void everySearchOfRandomProgramsFindsTheSameEdgesAndGates(Granularity granularity) {
    int withEdges = 0;
    int circles = 0;
    for (Model model : RandomModels.small(60)) {
      Verdict states = check(model, Options.DEFAULT.with(granularity));
      Set<String> edges = gatedEdges(states);
      assertThat(gatedEdges(check(model, Options.DEFAULT))).isEqualTo(edges);
      assertThat(gatedEdges(check(model, Options.DEFAULT.with(granularity).withoutSleepSets())))
          .isEqualTo(edges);
      withEdges += edges.isEmpty() ? 0 : 1;
      circles +=
          (int)
              states.violations().stream()
                  .filter(v -> v.finding().oracle().equals("lock-order"))
                  .count();
    }
    assertThat(withEdges).isGreaterThan(10);
    assertThat(circles).isGreaterThan(2);
  }
}
