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
import epcheck.dmesg.Wait;
import epcheck.dmesg.Warning;
import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each kind of report asks for. */
final class Goals {
  static final String DATA_RACE = "data-race";

  private static final Set<String> WAITS_FOR_EVER = Set.of(Outcome.DEADLOCK, "livelock");

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
      return Optional.of(kasan(kasan));
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
    List<Party> parties = new ArrayList<>();
    for (BlockedTask task : hung.tasks()) {
      parties.add(Party.of(task.line(), task.task().toString(), task.waitsFor(), below(task)));
    }
    String many = parties.size() == 1 ? "a task waits" : parties.size() + " tasks wait";
    return new Goal(many + " for ever", WAITS_FOR_EVER, parties);
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
              cycle.firstLine(),
              "-> #" + link.number(),
              Wait.OTHER,
              link.lock().name(),
              before.lock().name(),
              link.number() == 0 && endsWithSync(cycle),
              Party.functions(link.stack())));
    }
    return new Goal("a cycle of " + links + " locks", Set.of(Outcome.DEADLOCK), parties);
  }

  /** Since 6.3 lockdep tells what waits for readers from what takes a lock. */
  private static boolean endsWithSync(LockCycle cycle) {
    List<ScenarioStep> steps = cycle.scenario();
    return !steps.isEmpty() && steps.get(steps.size() - 1).verb() == ScenarioStep.Verb.SYNC;
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

  private static Goal kasan(Kasan kasan) {
    Set<String> oracles =
        kasan.access() == Kasan.Access.FREE
            ? Set.of("double-free")
            : kasan.bug().contains("null")
                ? Set.of(Outcome.NULL_DEREFERENCE)
                : Set.of("use-after-free", "released-in-use");
    return new Goal(
        kasan.bug(),
        oracles,
        List.of(one(kasan, kasan.task().toString(), kasan.function(), kasan.stack())));
  }

  private static Goal dataRace(DataRace race) {
    List<Party> parties = new ArrayList<>();
    for (DataRace.Access access : race.accesses()) {
      String how = (access.marked() ? "marked " : "") + (access.writes() ? "write" : "read");
      parties.add(
          Party.of(race.firstLine(), how + " by " + access.task(), Wait.OTHER, access.stack()));
    }
    return new Goal("a data race", Set.of(DATA_RACE), parties);
  }

  private static Goal warning(Warning warning) {
    Set<String> oracles =
        !warning.isRefcount()
            ? Set.of(Outcome.WARNING)
            : warning.message().contains("underflow")
                ? Set.of("refcount-underflow")
                : Set.of("refcount-from-zero");
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
    if (!function.isEmpty() && (frames.isEmpty() || !frames.get(0).equals(function))) {
      frames.remove(function);
      frames.add(0, function);
    }
    return new Party(report.firstLine(), who, Wait.OTHER, "", "", false, frames);
  }
}
