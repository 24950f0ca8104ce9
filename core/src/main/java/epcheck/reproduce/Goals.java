package epcheck.reproduce;

import epcheck.dmesg.DataRace;
import epcheck.dmesg.Frame;
import epcheck.dmesg.HungTasks;
import epcheck.dmesg.HungTasks.BlockedTask;
import epcheck.dmesg.Kasan;
import epcheck.dmesg.Lock;
import epcheck.dmesg.LockCycle;
import epcheck.dmesg.LockMisuse;
import epcheck.dmesg.LockRecursion;
import epcheck.dmesg.Oops;
import epcheck.dmesg.Report;
import epcheck.dmesg.ScenarioStep;
import epcheck.dmesg.Stall;
import epcheck.dmesg.Task;
import epcheck.dmesg.Wait;
import epcheck.dmesg.Warning;
import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What each kind of report asks for. */
final class Goals {
  static final String DATA_RACE = "data-race";

  private static final Set<String> WAITS_FOR_EVER = Set.of(Outcome.DEADLOCK, "livelock");

  /** How the functions are named in which something is reported rather than done. */
  private static final List<String> REPORTING =
      List.of("dump_stack", "__dump_stack", "print_", "kasan_", "debug_check_", "__might_resched");

  /** How those are named in which a task waits for all readers of SRCU. */
  private static final List<String> SYNCHRONIZING =
      List.of("synchronize_srcu", "__synchronize_srcu");

  private Goals() {}

  /** The goal of a report, or nothing if the model has nothing of that kind. */
  static Optional<Goal> of(Report report) {
    if (report instanceof HungTasks hung) {
      return Optional.of(hungTasks(hung));
    } else if (report instanceof LockCycle cycle) {
      return Optional.of(lockCycle(cycle));
    } else if (report instanceof LockRecursion recursion) {
      return Optional.of(lockRecursion(recursion));
    } else if (report instanceof Kasan kasan) {
      return kasan(kasan);
    } else if (report instanceof DataRace race) {
      return Optional.of(dataRace(race));
    } else if (report instanceof Warning warning) {
      return Optional.of(warning(warning));
    } else if (report instanceof Oops oops) {
      return oops(oops);
    } else if (report instanceof Stall stall) {
      return stall(stall);
    } else if (report instanceof LockMisuse misuse) {
      return lockMisuse(misuse);
    }
    return Optional.empty();
  }

  private static Goal hungTasks(HungTasks hung) {
    int tasks = hung.tasks().size();
    List<Party> parties = new ArrayList<>();
    for (BlockedTask task : hung.tasks()) {
      parties.add(Party.of(task.line(), task.task().toString(), task.waitsFor(), below(task)));
    }
    return new Goal(
        tasks == 1 ? "a task waits for ever" : tasks + " tasks wait for ever",
        WAITS_FOR_EVER,
        withoutRepetition(parties));
  }

  /** Of many that wait at the same place one is enough: the others queue behind it. */
  private static List<Party> withoutRepetition(List<Party> parties) {
    Map<List<Object>, List<Party>> alike = new LinkedHashMap<>();
    for (Party party : parties) {
      alike
          .computeIfAbsent(List.of(party.waits(), party.frames()), p -> new ArrayList<>())
          .add(party);
    }
    return alike.values().stream()
        .map(all -> all.size() == 1 ? all.get(0) : all.get(0).alsoFor(all.size() - 1))
        .toList();
  }

  /** The stack of a blocked task, without the locking functions that it is blocked in. */
  private static List<Frame> below(BlockedTask task) {
    int site = task.stack().indexOf(task.site());
    return site < 0 ? List.of() : task.stack().subList(site, task.stack().size());
  }

  /** Link i is acquired with the one before it held, and link 0 with the last one held. */
  private static Goal lockCycle(LockCycle cycle) {
    List<Party> parties = new ArrayList<>();
    int links = cycle.chain().size();
    for (int i = 0; i < links; i++) {
      LockCycle.Link link = cycle.chain().get(i);
      LockCycle.Link before = cycle.chain().get((i + 1) % links);
      parties.add(
          new Party(
              link.line(),
              "-> #" + link.number(),
              Wait.OTHER,
              name(link.lock()),
              name(before.lock()),
              link.number() == 0 && endsWithSync(cycle) || synchronizes(link),
              Party.functions(link.stack())));
    }
    return new Goal("a cycle of " + links + " locks", Set.of(Outcome.DEADLOCK), parties);
  }

  /** Since 6.3 lockdep tells what waits for readers from what takes a lock. */
  private static boolean endsWithSync(LockCycle cycle) {
    List<ScenarioStep> steps = cycle.scenario();
    return !steps.isEmpty() && steps.get(steps.size() - 1).verb() == ScenarioStep.Verb.SYNC;
  }

  /** With the subclass, but not with the number that tells apart what the model has once. */
  private static String name(Lock lock) {
    return lock.subclass() > 0 ? lock.name() + "/" + lock.subclass() : lock.name();
  }

  private static boolean synchronizes(LockCycle.Link link) {
    return link.stack().stream()
        .anyMatch(frame -> SYNCHRONIZING.stream().anyMatch(frame.function()::startsWith));
  }

  private static Goal lockRecursion(LockRecursion recursion) {
    Lock lock = recursion.wanted();
    return new Goal(
        "a lock is taken with another of its class held",
        Set.of(Outcome.DEADLOCK, "recursive-lock"),
        List.of(
            new Party(
                recursion.firstLine(),
                recursion.task().toString(),
                Wait.OTHER,
                lock.name(),
                lock.name(),
                false,
                Party.functions(recursion.stack()))));
  }

  private static Optional<Goal> kasan(Kasan kasan) {
    if (kasan.bug().contains("out-of-bounds")) {
      return Optional.empty();
    }
    Set<String> oracles =
        kasan.access() == Kasan.Access.FREE
            ? Set.of("double-free")
            : kasan.bug().contains("null")
                ? Set.of(Outcome.NULL_DEREFERENCE)
                : Set.of("use-after-free", "released-in-use");
    return Optional.of(
        new Goal(
            kasan.bug(),
            oracles,
            List.of(one(kasan, kasan.task().toString(), kasan.function(), kasan.stack()))));
  }

  private static Goal dataRace(DataRace race) {
    List<Party> parties = new ArrayList<>();
    for (DataRace.Access access : race.accesses()) {
      String how = (access.marked() ? "marked " : "") + (access.writes() ? "write" : "read");
      parties.add(
          Party.of(race.firstLine(), how + " by " + by(access.task()), Wait.OTHER, access.stack()));
    }
    return new Goal("a data race", Set.of(DATA_RACE), parties);
  }

  /** KCSAN has the pid only, and of an interrupt not even that. */
  private static String by(Task task) {
    return !task.known()
        ? "an interrupt"
        : task.comm().isEmpty() ? "task " + task.pid() : task.comm();
  }

  private static Goal warning(Warning warning) {
    Set<String> oracles =
        !warning.isRefcount()
            ? Set.of(Outcome.WARNING)
            : warning.message().contains("underflow")
                ? Set.of("refcount-underflow")
                : warning.message().contains("addition on 0")
                    ? Set.of("refcount-from-zero")
                    : Set.of("refcount-underflow", "refcount-from-zero");
    return new Goal(
        warning.isRefcount() ? warning.message() : "WARN_ON()",
        oracles,
        List.of(
            one(
                warning,
                warning.task().toString(),
                warning.isRefcount() ? "" : warning.function().function(),
                warning.stack())));
  }

  private static Optional<Goal> oops(Oops oops) {
    if (oops.kind() == Oops.Kind.BUG || oops.kind() == Oops.Kind.OTHER) {
      return Optional.empty();
    }
    // A freed page or slab object is as likely to be what a wild pointer points to.
    Set<String> oracles =
        oops.kind() == Oops.Kind.NULL_DEREFERENCE
            ? Set.of(Outcome.NULL_DEREFERENCE)
            : Set.of("use-after-free", Outcome.NULL_DEREFERENCE);
    return Optional.of(
        new Goal(
            oops.kind() == Oops.Kind.NULL_DEREFERENCE
                ? "a NULL pointer is followed"
                : "a wild pointer is followed",
            oracles,
            List.of(one(oops, oops.task().toString(), oops.function().function(), oops.stack()))));
  }

  private static Optional<Goal> stall(Stall stall) {
    return stall.kind() == Stall.Kind.SOFT_LOCKUP
        ? Optional.of(
            new Goal(
                "a task goes round for ever",
                WAITS_FOR_EVER,
                List.of(
                    one(
                        stall,
                        stall.task().toString(),
                        stall.function().function(),
                        stall.stack()))))
        : Optional.empty();
  }

  private static Optional<Goal> lockMisuse(LockMisuse misuse) {
    String oracle =
        switch (misuse.kind()) {
          case BAD_UNLOCK_BALANCE -> "bad-unlock";
          case HELD_LOCK_FREED -> "held-lock-freed";
          case INVALID_WAIT_CONTEXT, SLEEP_IN_ATOMIC -> "sleeping-in-atomic";
          case LOCK_HELD_ON_RETURN -> "lock-held-on-return";
          case SUSPICIOUS_RCU_USAGE, NEST_LOCK_NOT_HELD -> "";
        };
    return oracle.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Goal(
                oracle,
                Set.of(oracle),
                List.of(one(misuse, misuse.task().toString(), "", misuse.stack()))));
  }

  /** The one task of a report; some reports name the innermost function apart from the stack. */
  private static Party one(Report report, String who, String function, List<Frame> stack) {
    List<String> frames = new ArrayList<>(Party.functions(stack));
    while (!frames.isEmpty() && REPORTING.stream().anyMatch(frames.get(0)::startsWith)) {
      frames.remove(0);
    }
    if (!function.isEmpty() && (frames.isEmpty() || !frames.get(0).equals(function))) {
      frames.remove(function);
      frames.add(0, function);
    }
    return new Party(report.firstLine(), who, Wait.OTHER, "", "", false, frames);
  }
}
