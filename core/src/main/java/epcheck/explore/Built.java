package epcheck.explore;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Model;
import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A model, built on a machine, and what it declares. */
final class Built implements Model.Setup {
  final Machine machine;
  final ExploredKernel kernel;
  final List<Rule> always = new ArrayList<>();
  final List<Rule> atEnd = new ArrayList<>();
  private final List<String> sometimes = new ArrayList<>();
  private final List<Supplier<String>> outcomes = new ArrayList<>();

  Built(Model model, Granularity granularity) {
    machine = new Machine(granularity);
    kernel = new ExploredKernel(machine);
    model.build(this);
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public int task(String name, List<EntryPoint> calls) {
    return machine.addTask(name, calls);
  }

  @Override
  public void always(Rule rule) {
    always.add(rule);
  }

  @Override
  public void atEnd(Rule rule) {
    atEnd.add(rule);
  }

  @Override
  public void sometimes(String event) {
    sometimes.add(event);
  }

  @Override
  public void outcome(Supplier<String> outcome) {
    outcomes.add(outcome);
  }

  /** How the execution has ended, in the words of {@link Outcome}. */
  String outcome() {
    return Outcome.ofFinalState(atEnd, outcomes);
  }

  /** The events that should happen in some execution and are none of these. */
  List<String> missing(List<String> reached) {
    return sometimes.stream().filter(event -> !reached.contains(event)).distinct().toList();
  }

  /** The variables whose accesses had to become scheduling points. */
  List<String> scheduledCells() {
    Slots slots = machine.slots;
    return slots.promoted().stream().map(slots::name).sorted().distinct().toList();
  }
}
