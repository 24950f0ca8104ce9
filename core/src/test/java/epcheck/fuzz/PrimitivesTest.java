package epcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Exploration;
import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Bits;
import epcheck.kernel.Cell;
import epcheck.kernel.Counter;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import epcheck.kernel.XArray;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each primitive means, as the exact outcomes and findings of tiny models, at both
 * granularities.
 */
class PrimitivesTest {
  private static final class Node extends Struct {
    final ListHead<Node> link = layout.listHead("link", Node.class);
    final SpinLock lock = layout.spinLock("lock");
    final IntCell value = layout.intCell("value", 0);

    Node(Kernel kernel, String name) {
      super(kernel, name);
    }
  }

  private static void task(Model.Setup setup, String name, Runnable... calls) {
    setup.task(name, Arrays.stream(calls).map(call -> new EntryPoint(name, call)).toList());
  }

  private static Layout globals(Model.Setup setup) {
    return setup.kernel().layout(null, "");
  }

  private static Exploration.Result explore(Model model, Granularity granularity) {
    return Exploration.of(model, granularity, true, true, 100_000);
  }

  private static Set<String> outcomes(Model model, Granularity granularity) {
    Exploration.Result result = explore(model, granularity);
    assertThat(result.violations()).isEmpty();
    assertThat(result.stuck()).isEmpty();
    return result.outcomes();
  }

  private static Set<String> findings(Model model, Granularity granularity) {
    Verdict verdict = new Explorer(model, Options.DEFAULT.with(granularity)).run(Progress.NONE);
    assertThat(verdict.complete()).isTrue();
    return verdict.violations().stream()
        .map(v -> v.finding().oracle())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  // ---- locks

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void lockMakesTwoIncrementsTwo(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          SpinLock lock = globals.spinLock("lock");
          IntCell x = globals.intCell("x", 0).guardedBy(lock);
          Runnable add =
              () -> {
                lock.lock();
                x.add(1);
                lock.unlock();
              };
          task(setup, "T0", add);
          task(setup, "T1", add);
          setup.outcome(() -> "" + x.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("2");
    assertThat(explore(model, granularity).promoted()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void withoutTheLockAnIncrementMayBeLost(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          IntCell x = globals.intCell("x", 0).guardedBy(globals.spinLock("lock"));
          task(setup, "T0", () -> x.add(1));
          task(setup, "T1", () -> x.add(1));
          setup.outcome(() -> "" + x.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("1", "2");
    assertThat(explore(model, granularity).races()).containsExactly("x");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void twoLocksInOppositeOrderDeadlock(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Mutex a = globals.mutex("a");
          Mutex b = globals.mutex("b");
          task(setup, "T0", () -> nested(a, b));
          task(setup, "T1", () -> nested(b, a));
        };
    assertThat(findings(model, granularity)).containsExactly("deadlock", "lock-order");
    Verdict.Violation violation =
        new Explorer(model, Options.DEFAULT.with(granularity))
            .run(Progress.NONE)
            .violations()
            .get(0);
    assertThat(violation.finding().text())
        .contains("T0 waits in mutex_lock(&b) (held by T1)")
        .contains("T1 waits in mutex_lock(&a) (held by T0)");
    assertThat(violation.preemptions()).isEqualTo(1);
    assertThat(violation.steps()).isEqualTo(2);
  }

  private static void nested(Mutex outer, Mutex inner) {
    outer.lock();
    inner.lock();
    inner.unlock();
    outer.unlock();
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void tryLockSeesALockThatIsHeldAcrossNoSchedulingPoint(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          SpinLock lock = globals.spinLock("lock");
          IntCell failed = globals.intCell("failed", 0);
          task(
              setup,
              "T0",
              () -> {
                lock.lock();
                lock.unlock();
              });
          task(
              setup,
              "T1",
              () -> {
                if (lock.tryLock()) {
                  lock.unlock();
                } else {
                  failed.set(1);
                }
              });
          setup.outcome(() -> "" + failed.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("0", "1");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void lockMisuseIsFound(Granularity granularity) {
    assertThat(findings(setup -> misuse(setup, 0), granularity)).containsExactly("bad-unlock");
    assertThat(findings(setup -> misuse(setup, 1), granularity)).containsExactly("recursive-lock");
    assertThat(findings(setup -> misuse(setup, 2), granularity))
        .containsExactly("lock-held-on-return");
    assertThat(findings(setup -> misuse(setup, 3), granularity))
        .containsExactly("sleeping-in-atomic");
    assertThat(findings(setup -> misuse(setup, 4), granularity))
        .containsExactly("sleeping-in-atomic");
    assertThat(findings(setup -> misuse(setup, 5), granularity)).isEmpty();
  }

  private static void misuse(Model.Setup setup, int which) {
    Layout globals = globals(setup);
    SpinLock spin = globals.spinLock("spin");
    Mutex mutex = globals.mutex("mutex");
    task(
        setup,
        "T0",
        () -> {
          switch (which) {
            case 0 -> mutex.unlock();
            case 1 -> nested(mutex, mutex);
            case 2 -> mutex.lock();
            case 3 -> {
              spin.lock();
              mutex.lock();
            }
            case 4 -> {
              setup.kernel().localBhDisable();
              setup.kernel().mightSleep();
            }
            default -> {
              spin.lock();
              assertThat(mutex.tryLock()).isTrue();
              mutex.unlock();
              spin.unlock();
              setup.kernel().mightSleep();
            }
          }
        });
  }

  // ---- rw_semaphore

  /**
   * The reader that holds it waits for another reader, who queues behind the writer: the mmap_lock
   * deadlock.
   */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void queuedWriterBlocksNewReaders(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          RwSemaphore sem = globals.rwSemaphore("sem");
          Bits done = globals.bits("done", "DONE");
          task(
              setup,
              "reader",
              () -> {
                sem.downRead();
                setup.kernel().spinUntil(() -> done.testBit(0));
                sem.upRead();
              });
          task(
              setup,
              "writer",
              () -> {
                sem.downWrite();
                sem.upWrite();
              });
          task(
              setup,
              "second",
              () -> {
                sem.downRead();
                sem.upRead();
                done.setBit(0);
              });
        };
    Exploration.Result result = explore(model, granularity);
    assertThat(result.stuck()).singleElement().asString().contains("reader", "writer", "second");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void readersShareAndWritersExclude(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          RwSemaphore sem = globals.rwSemaphore("sem");
          IntCell inside = globals.intCell("inside", 0);
          Counter readers = globals.counter("readers", 0);
          IntCell most = globals.intCell("most", 0).guardedBy(sem);
          Runnable read =
              () -> {
                sem.downRead();
                if (readers.addReturn(1) == 2) {
                  inside.writeOnce(1);
                }
                readers.addReturn(-1);
                sem.upRead();
              };
          task(setup, "R0", read);
          task(setup, "R1", read);
          task(
              setup,
              "W",
              () -> {
                sem.downWrite();
                most.set(readers.read());
                sem.upWrite();
              });
          setup.outcome(() -> inside.get() + " " + most.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("0 0", "1 0");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void downgradedWriterSharesWithReadersButNotWithWriters(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          RwSemaphore sem = globals.rwSemaphore("sem");
          IntCell x = globals.intCell("x", 0);
          IntCell seen = globals.intCell("seen", -1);
          IntCell later = globals.intCell("later", -1);
          task(
              setup,
              "downgrader",
              () -> {
                sem.downWrite();
                x.writeOnce(1);
                x.writeOnce(2);
                sem.downgradeWrite();
                x.writeOnce(3);
                later.set(x.readOnce());
                sem.upRead();
              });
          task(
              setup,
              "reader",
              () -> {
                sem.downRead();
                seen.set(x.readOnce());
                sem.upRead();
              });
          task(
              setup,
              "writer",
              () -> {
                sem.downWrite();
                x.writeOnce(4);
                sem.upWrite();
              });
          setup.outcome(() -> seen.get() + " " + later.get());
        };
    // 2 is seen while the downgraded writer is inside, 1 never is; 4 is not written before it left.
    assertThat(outcomes(model, granularity)).containsExactly("0 3", "2 3", "3 3", "4 3");
  }

  /** What it protects is still guarded against writers, but no longer to be written. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void downgradedWriterHoldsItForReading(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          RwSemaphore sem = globals.rwSemaphore("sem");
          IntCell held = globals.intCell("held", 0);
          task(
              setup,
              "T0",
              () -> {
                sem.downWrite();
                sem.downgradeWrite();
                held.set((sem.held(false) ? 1 : 0) + (sem.held(true) ? 2 : 0));
                sem.upRead();
              });
          setup.outcome(() -> "" + held.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("1");
    assertThat(
            findings(
                setup -> {
                  RwSemaphore sem = globals(setup).rwSemaphore("sem");
                  task(
                      setup,
                      "T0",
                      () -> {
                        sem.downRead();
                        sem.downgradeWrite();
                      });
                },
                granularity))
        .containsExactly("bad-unlock");
  }

  /** Behind a queued writer a reader waits, downgraded or not. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void downgradedWriterThatWaitsForAReaderBehindAWriterDeadlocks(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          RwSemaphore sem = globals.rwSemaphore("sem");
          Bits done = globals.bits("done", "DONE");
          task(
              setup,
              "downgrader",
              () -> {
                sem.downWrite();
                sem.downgradeWrite();
                setup.kernel().spinUntil(() -> done.testBit(0));
                sem.upRead();
              });
          task(
              setup,
              "writer",
              () -> {
                sem.downWrite();
                sem.upWrite();
              });
          task(
              setup,
              "reader",
              () -> {
                sem.downRead();
                sem.upRead();
                done.setBit(0);
              });
        };
    Exploration.Result result = explore(model, granularity);
    assertThat(result.stuck())
        .singleElement()
        .asString()
        .contains("downgrader", "writer", "reader");
  }

  // ---- srcu

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void synchronizeWaitsForEarlierReadersOnly(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Srcu srcu = globals.srcu("srcu");
          IntCell x = globals.intCell("x", 0);
          IntCell seen = globals.intCell("seen", 0);
          task(
              setup,
              "reader",
              () -> {
                srcu.readLock();
                int first = x.readOnce();
                int second = x.readOnce();
                seen.set(10 * first + second);
                srcu.readUnlock();
              });
          task(
              setup,
              "writer",
              () -> {
                x.writeOnce(1);
                srcu.synchronize();
                x.writeOnce(2);
              });
          setup.outcome(() -> "" + seen.get());
        };
    // Never 0 first and 2 afterwards: the grace period lies between them.
    assertThat(outcomes(model, granularity)).containsExactly("0", "1", "11", "12", "22");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void synchronizeInsideOfAReadSectionDeadlocks(Granularity granularity) {
    Model model =
        setup -> {
          Srcu srcu = globals(setup).srcu("srcu");
          task(
              setup,
              "T0",
              () -> {
                srcu.readLock();
                srcu.synchronize();
              });
        };
    assertThat(findings(model, granularity)).containsExactly("deadlock", "lock-order");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void callbacksRunInOrderAndSynchronizeWaitsForThem(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Srcu srcu = globals.srcu("srcu");
          IntCell order = globals.intCell("order", 0);
          IntCell atSynchronize = globals.intCell("atSynchronize", 0);
          Srcu.Callback one = srcu.callback("one", () -> order.set(10 * order.get() + 1));
          Srcu.Callback two = srcu.callback("two", () -> order.set(10 * order.get() + 2));
          task(
              setup,
              "T0",
              () -> {
                srcu.call(two);
                srcu.call(one);
                srcu.synchronize();
                atSynchronize.set(order.get());
              });
          setup.outcome(() -> "" + atSynchronize.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("21");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void callbackMayNotSleep(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Srcu srcu = globals.srcu("srcu");
          Mutex mutex = globals.mutex("mutex");
          Srcu.Callback callback = srcu.callback("callback", () -> nested(mutex, mutex));
          task(setup, "T0", () -> srcu.call(callback));
        };
    assertThat(findings(model, granularity)).containsExactly("sleeping-in-atomic");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void cleanupSeesAReaderThatIsInsideAcrossNoSchedulingPoint(Granularity granularity) {
    Model model =
        setup -> {
          Srcu srcu = globals(setup).srcu("srcu");
          task(
              setup,
              "T0",
              () -> {
                srcu.readLock();
                srcu.readUnlock();
              });
          task(setup, "T1", srcu::cleanup);
        };
    assertThat(findings(model, granularity)).containsExactly("warn-on");
  }

  // ---- work items

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void cancelledWorkDoesNotRunAndIsNotRunning(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          IntCell runs = globals.intCell("runs", 0);
          IntCell seen = globals.intCell("seen", 0);
          Work work =
              setup
                  .kernel()
                  .work(
                      "work",
                      () -> {
                        runs.writeOnce(1);
                        runs.writeOnce(2);
                      });
          task(
              setup,
              "T0",
              () -> {
                work.queue();
                boolean wasPending = work.cancelSync();
                seen.set((wasPending ? 10 : 0) + runs.readOnce());
              });
          setup.outcome(() -> seen.get() + " " + runs.get());
        };
    // Un-queued, or waited for; never half-way through.
    assertThat(outcomes(model, granularity)).containsExactly("10 0", "2 2");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void workCannotBeQueuedWhileItIsCancelled(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Counter runs = globals.counter("runs", 0);
          IntCell refused = globals.intCell("refused", 0);
          Work[] work = {null};
          work[0] =
              setup
                  .kernel()
                  .work(
                      "work",
                      () -> {
                        if (runs.addReturn(1) == 1 && !work[0].queue()) {
                          refused.set(1);
                        }
                      });
          task(
              setup,
              "T0",
              () -> {
                work[0].queue();
                work[0].cancelSync();
              });
          setup.outcome(() -> runs.read() + " " + refused.get());
        };
    // Not run; queued itself and un-queued; refused; queued itself and run again.
    assertThat(outcomes(model, granularity)).containsExactly("0 0", "1 0", "1 1", "2 0");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void cancellingUnderALockThatTheFunctionTakesDeadlocks(Granularity granularity) {
    Model model =
        setup -> {
          Mutex mutex = globals(setup).mutex("mutex");
          Mutex other = globals(setup).mutex("other");
          Work work = setup.kernel().work("work", () -> nested(mutex, other));
          task(
              setup,
              "T0",
              () -> {
                work.queue();
                mutex.lock();
                work.cancelSync();
                mutex.unlock();
              });
        };
    Verdict verdict = new Explorer(model, Options.DEFAULT.with(granularity)).run(Progress.NONE);
    assertThat(verdict.violations())
        .filteredOn(v -> v.finding().oracle().equals("deadlock"))
        .singleElement()
        .satisfies(
            v ->
                assertThat(v.finding().text())
                    .contains("T0 waits in cancel_work_sync(&work) [waits for its function]")
                    .contains("(run by kworker/work)")
                    .contains("kworker/work waits in mutex_lock(&mutex) (held by T0)"));
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void cancellingSleepsAndOneselfIsADeadlock(Granularity granularity) {
    assertThat(
            findings(
                setup -> {
                  Work[] work = {null};
                  work[0] = setup.kernel().work("work", () -> work[0].cancelSync());
                  task(setup, "T0", () -> work[0].queue());
                },
                granularity))
        .contains("deadlock");
    assertThat(
            findings(
                setup -> {
                  Work work = setup.kernel().work("work", () -> {});
                  SpinLock spin = globals(setup).spinLock("spin");
                  task(
                      setup,
                      "T0",
                      () -> {
                        spin.lock();
                        work.cancelSync();
                        spin.unlock();
                      });
                },
                granularity))
        .containsExactly("sleeping-in-atomic");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void workThatIsPendingIsNotQueuedAgainButWhileItRunsItIs(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Counter runs = globals.counter("runs", 0);
          Work work = setup.kernel().work("work", () -> runs.addReturn(1));
          IntCell second = globals.intCell("second", 0);
          task(
              setup,
              "T0",
              () -> {
                work.queue();
                second.set(work.queue() ? 1 : 0);
              });
          setup.outcome(() -> runs.read() + " " + second.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("1 0", "2 1");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void kworkerThatIsStuckHalfWayIsADeadlock(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Bits never = globals.bits("never", "NEVER");
          Work work =
              setup.kernel().work("work", () -> setup.kernel().spinUntil(() -> never.testBit(0)));
          task(setup, "T0", work::queue);
        };
    assertThat(findings(model, granularity)).containsExactly("livelock");
  }

  /** It is told before the item has ended, so that T1 does not get the mutex in between. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void workThatLeaksALockHasNotEndedYet(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          Mutex mutex = globals.mutex("mutex");
          SpinLock spin = globals.spinLock("spin");
          IntCell begun = globals.intCell("begun", 0).guardedBy(mutex);
          Work work =
              setup
                  .kernel()
                  .work(
                      "work",
                      () -> {
                        mutex.lock();
                        begun.set(1);
                        spin.lock();
                        mutex.unlock();
                      });
          task(
              setup,
              "T0",
              () -> {
                work.queue();
                work.cancelSync();
              });
          task(
              setup,
              "T1",
              () -> {
                mutex.lock();
                setup.kernel().warnOn(begun.get() == 1, "begun");
                mutex.unlock();
              });
        };
    assertThat(findings(model, granularity)).containsExactly("lock-held-on-return");
  }

  // ---- lists, slabs, references

  /** Runs one list operation after the other and tells what came of it. */
  private static Set<String> listFindings(
      Granularity granularity, BiConsumer<ListHead<Node>, Node> body) {
    return findings(
        setup -> {
          ListHead<Node> head = globals(setup).listHead("head", Node.class);
          Node node = new Node(setup.kernel(), "node");
          task(setup, "T0", () -> body.accept(head, node));
        },
        granularity);
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void listCorruptionIsFound(Granularity granularity) {
    assertThat(
            listFindings(
                granularity,
                (head, node) -> {
                  head.add(node.link);
                  node.link.del();
                  node.link.del();
                }))
        .containsExactly("list-corruption");
    assertThat(
            listFindings(
                granularity,
                (head, node) -> {
                  head.add(node.link);
                  head.add(node.link);
                }))
        .containsExactly("list-corruption");
    assertThat(
            listFindings(
                granularity,
                (head, node) -> {
                  head.add(node.link);
                  node.link.del();
                  node.link.next();
                }))
        .containsExactly("list-corruption");
    assertThat(
            listFindings(
                granularity,
                (head, node) -> {
                  head.addTail(node.link);
                  node.link.delInit();
                  node.link.delInit();
                  head.add(node.link);
                  head.moveTail(node.link);
                }))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void listKeepsItsOrder(Granularity granularity) {
    Model model =
        setup -> {
          ListHead<Node> head = globals(setup).listHead("head", Node.class);
          Node a = new Node(setup.kernel(), "a");
          Node b = new Node(setup.kernel(), "b");
          Node c = new Node(setup.kernel(), "c");
          task(
              setup,
              "T0",
              () -> {
                head.addTail(a.link);
                head.addTail(b.link);
                head.add(c.link);
                head.moveTail(a.link);
              });
          setup.outcome(
              () ->
                  head.firstEntry()
                      + " "
                      + head.next().next().entry()
                      + " "
                      + head.next().next().next().entry());
        };
    assertThat(outcomes(model, granularity)).containsExactly("c b a");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void useAfterFreeAndDoubleFreeAndFreeOfNullAreTold(Granularity granularity) {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          Node node = new Node(kernel, "node");
          task(setup, "T0", () -> kernel.kfree(node));
          task(
              setup,
              "T1",
              () -> {
                node.lock.lock();
                node.value.set(1);
                node.lock.unlock();
              });
          task(setup, "T2", () -> kernel.kfree(null));
        };
    assertThat(findings(model, granularity)).containsExactly("held-lock-freed", "use-after-free");
    Model twice =
        setup -> {
          Kernel kernel = setup.kernel();
          Node node = new Node(kernel, "node");
          task(setup, "T0", () -> kernel.kfree(node));
          task(setup, "T1", () -> kernel.kfree(node));
        };
    assertThat(findings(twice, granularity)).containsExactly("double-free");
  }

  /**
   * The unlock after the last put: the classic one, which needs a step between the put and the
   * unlock.
   */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void unlockAfterTheLastPutIsFound(Granularity granularity) {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          Kref kref = globals(setup).kref("kref", 2);
          Node node = new Node(kernel, "node");
          task(
              setup,
              "T0",
              () -> {
                node.lock.lock();
                boolean last = kref.put();
                node.lock.unlock();
                if (last) {
                  kernel.kfree(node);
                }
              });
          task(
              setup,
              "T1",
              () -> {
                if (kref.put()) {
                  kernel.kfree(node);
                }
              });
        };
    assertThat(findings(model, granularity)).containsExactly("held-lock-freed");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void releaserOwnsWhatTheReferenceKeptAlive(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          SpinLock lock = globals.spinLock("lock");
          Kref kref = globals.kref("kref", 2);
          IntCell x = globals.intCell("x", 0).guardedBy(kref.orReleaser(lock));
          Runnable use =
              () -> {
                lock.lock();
                x.add(1);
                lock.unlock();
                if (kref.put()) {
                  x.add(10);
                }
              };
          task(setup, "T0", use);
          task(setup, "T1", use);
          setup.outcome(() -> "" + x.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("12");
    assertThat(explore(model, granularity).promoted()).isEmpty();
    assertThat(explore(model, granularity).races()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void referenceMisuseIsFound(Granularity granularity) {
    Model get =
        setup -> {
          Kref kref = globals(setup).kref("kref", 1);
          task(setup, "T0", kref::put);
          task(setup, "T1", kref::get);
        };
    assertThat(findings(get, granularity)).containsExactly("refcount-from-zero");
    Model put =
        setup -> {
          Kref kref = globals(setup).kref("kref", 1);
          task(setup, "T0", kref::put);
          task(setup, "T1", kref::put);
        };
    assertThat(findings(put, granularity)).containsExactly("refcount-underflow");
    Model tryGet =
        setup -> {
          Kref kref = globals(setup).kref("kref", 1);
          task(setup, "T0", kref::put);
          task(setup, "T1", kref::getUnlessZero);
          setup.outcome(() -> "" + kref.read());
        };
    assertThat(outcomes(tryGet, granularity)).containsExactly("0", "1");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void nullPointerIsANullDereference(Granularity granularity) {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          Cell<Node> pointer = globals(setup).cell("pointer", Node.class);
          Slab<Node> slab = kernel.slab("node", 1, i -> new Node(kernel, "node" + i));
          task(setup, "T0", () -> pointer.writeOnce(slab.alloc()));
          task(setup, "T1", () -> pointer.readOnce().value.set(1));
        };
    assertThat(findings(model, granularity)).containsExactly("null-dereference");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void xarrayHoldsOneEntryPerIndex(Granularity granularity) {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          Layout globals = globals(setup);
          XArray<Node> xarray = globals.xarray("xarray", 2, Node.class);
          Node a = new Node(kernel, "a");
          Node b = new Node(kernel, "b");
          task(setup, "T0", () -> xarray.insert(1, a));
          task(setup, "T1", () -> xarray.insert(1, b));
          setup.outcome(() -> xarray.load(0) + " " + xarray.load(1));
        };
    assertThat(outcomes(model, granularity)).containsExactly("null a", "null b");
  }

  // ---- retry loops

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void loopThatNothingCanEndIsALivelock(Granularity granularity) {
    Model model =
        setup -> {
          IntCell x = globals(setup).intCell("x", 0);
          task(setup, "T0", () -> setup.kernel().spinUntil(() -> x.readOnce() == 2));
          task(setup, "T1", () -> x.writeOnce(1));
        };
    assertThat(findings(model, granularity)).containsExactly("livelock");
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void loopAroundATryLockIsWokenByTheRelease(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          SpinLock lock = globals.spinLock("lock");
          IntCell x = globals.intCell("x", 0).guardedBy(lock);
          Runnable add =
              () -> {
                setup.kernel().spinUntil(lock::tryLock);
                x.add(1);
                lock.unlock();
              };
          task(setup, "T0", add);
          task(setup, "T1", add);
          setup.outcome(() -> "" + x.get());
        };
    assertThat(outcomes(model, granularity)).containsExactly("2");
  }

  // ---- rules

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void ruleThatHoldsAlwaysIsLookedAtInEveryState(Granularity granularity) {
    Model model =
        setup -> {
          IntCell x = globals(setup).intCell("x", 0);
          task(
              setup,
              "T0",
              () -> {
                x.writeOnce(1);
                x.writeOnce(0);
              });
          setup.always(rule("never-one", () -> x.get() == 1));
          setup.atEnd(rule("zero-at-end", () -> x.get() != 0));
        };
    assertThat(findings(model, granularity)).containsExactly("never-one");
  }

  private static Rule rule(String name, BooleanSupplier broken) {
    return new Rule() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String breach() {
        return broken.getAsBoolean() ? "broken" : null;
      }
    };
  }

  /**
   * Each of two tasks waits for its turn and gives it away again before it has made any progress.
   */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void twoTasksThatKeepEachOtherAwakeForEverAreALivelock(Granularity granularity) {
    Model model =
        setup -> {
          Layout globals = globals(setup);
          IntCell turn = globals.intCell("turn", 0);
          IntCell[] seen = {globals.intCell("seen[0]", 0), globals.intCell("seen[1]", 0)};
          for (int i = 0; i < 2; i++) {
            int me = i;
            task(
                setup,
                "t" + i,
                () ->
                    setup
                        .kernel()
                        .spinUntil(
                            () -> {
                              if (turn.readOnce() == me) {
                                turn.writeOnce(1 - me);
                              }
                              return seen[me].readOnce() != 0;
                            }));
          }
        };
    assertThat(findings(model, granularity)).containsExactly("livelock");
  }

  /** A work item that queues itself again is done with each round, and starts the next one. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void aWorkItemThatRequeuesItselfIsALivelock(Granularity granularity) {
    Model model =
        setup -> {
          Work[] work = new Work[1];
          work[0] = setup.kernel().work("again", () -> work[0].queue());
          task(setup, "starter", () -> work[0].queue());
        };
    assertThat(findings(model, granularity)).containsExactly("livelock");
  }
}
