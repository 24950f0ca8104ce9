package epcheck.explore;

import epcheck.kernel.Kernel.Rule;
import java.util.ArrayList;
import java.util.List;

/** Runs one schedule of a model that was just built, and tells what it leads to. */
final class Replayer {
  private final Built built;
  private final Machine machine;
  private final Recorder recorder;

  Replayer(Built built, Onlooker onlooker) {
    this.built = built;
    this.machine = built.machine;
    this.recorder = new Recorder(machine, onlooker);
  }

  /**
   * Runs it.
   *
   * @throws ModelError if the schedule was made for another model
   */
  Explorer.Replay replay(Schedule schedule) {
    Trace trace = play(schedule);
    List<Finding> findings = new ArrayList<>(machine.warnings());
    if (machine.hasBug()) {
      findings.add(machine.bug());
    }
    List<LockCircle> circles = LockCycles.closedByLastStep(machine, recorder);
    circles.forEach(circle -> findings.add(circle.finding()));
    if (!machine.hasBug()) {
      lookAtState(findings);
    }
    return new Explorer.Replay(findings, trace, circles);
  }

  private Trace play(Schedule schedule) {
    machine.promoteAll(schedule.scheduledSlots());
    try {
      machine.start();
      return recorder.play(schedule.tasks().stream().mapToInt(Integer::intValue).toArray());
    } catch (Machine.Promotion e) {
      throw new ModelError("the schedule was made for another model", e);
    }
  }

  /** What is wrong with the state after the last step. */
  private void lookAtState(List<Finding> findings) {
    built.always.forEach(rule -> addBreach(rule, findings));
    if (recorder.livelock() != null) {
      findings.add(recorder.livelock());
    }
    if (machine.enabled() == 0 && machine.unfinished() != 0) {
      findings.add(new WaitFor(machine).finding());
    } else if (machine.enabled() == 0) {
      built.atEnd.forEach(rule -> addBreach(rule, findings));
    }
  }

  private static void addBreach(Rule rule, List<Finding> findings) {
    String breach = rule.breach();
    if (breach != null) {
      findings.add(new Finding(rule.name(), breach, List.of()));
    }
  }
}
