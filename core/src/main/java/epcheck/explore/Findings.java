package epcheck.explore;

import epcheck.kernel.Kernel.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What is wrong with the steps and states that a search comes past: the first of each kind, told
 * apart by rule and kernel function, with the schedule that led there; and data races.
 */
final class Findings {
  /**
   * One of a kind.
   *
   * @param schedule the tasks that took a step, in order
   */
  record Found(Finding finding, int[] schedule) {}

  /** Hears each finding as often as it is met, unlike {@link #all}, which has one of a kind. */
  interface Listener {
    /**
     * @param task the task that took the last step, or -1
     */
    void met(Finding finding, int task);
  }

  private final Machine machine;
  private final List<Rule> always;
  private final List<Rule> atEnd;
  private final DataRaces races;
  private Consumer<Machine> onFinalState = m -> {};
  private Consumer<Finding> onDeadEnd = f -> {};
  private Listener listener = (finding, task) -> {};
  private Predicate<Finding> wanted = finding -> false;
  private Found met;
  private final Map<String, Found> all = new LinkedHashMap<>();

  Findings(Machine machine, List<Rule> always, List<Rule> atEnd) {
    this.machine = machine;
    this.always = always;
    this.atEnd = atEnd;
    this.races = new DataRaces(machine);
  }

  void onFinalState(Consumer<Machine> consumer) {
    onFinalState = consumer;
  }

  /** What is told of each finding that no execution goes on from. */
  void onDeadEnd(Consumer<Finding> consumer) {
    onDeadEnd = consumer;
  }

  void onEach(Listener newListener) {
    listener = newListener;
  }

  /** What {@link #met} waits for. */
  void want(Predicate<Finding> finding) {
    wanted = finding;
  }

  /** The first finding that was wanted, or null. */
  Found met() {
    return met;
  }

  List<Found> all() {
    return new ArrayList<>(all.values());
  }

  List<DataRace> races() {
    return races.found();
  }

  void forget() {
    all.clear();
    races.forget();
  }

  /** Looks at the step that was just taken. */
  void ofStep() {
    if (!machine.warnings().isEmpty()) {
      for (Finding warning : machine.warnings()) {
        add(warning);
      }
    }
    if (machine.hasBug()) {
      addDeadEnd(machine.bug());
    }
  }

  /**
   * Looks at the current state.
   *
   * @param enabled the tasks that can take a step
   */
  void ofState(int enabled) {
    check(always);
    races.look();
    if (enabled == 0 && machine.unfinished() != 0) {
      addDeadEnd(new WaitFor(machine).finding());
    } else if (enabled == 0) {
      check(atEnd);
      onFinalState.accept(machine);
    }
  }

  private void check(List<Rule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      String breach = rules.get(i).breach();
      if (breach != null) {
        add(new Finding(rules.get(i).name(), breach, List.of()));
      }
    }
  }

  private void addDeadEnd(Finding finding) {
    add(finding);
    onDeadEnd.accept(finding);
  }

  void add(Finding finding) {
    listener.met(finding, machine.lastTask());
    String key = finding.key();
    if (!all.containsKey(key)) {
      all.put(key, new Found(finding, machine.schedule()));
      machine.journal.learned();
    }
    if (met == null && wanted.test(finding)) {
      met = new Found(finding, machine.schedule());
    }
  }
}
