package epcheck.scenario;

import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.Sizes;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a model of a scenario has to have ready, as far as the calls tell: how many objects may be
 * allocated, and what may happen at all. Bounds, not exact numbers; what cannot happen costs
 * nothing.
 */
final class Demand {
  private final Scenario scenario;

  Demand(Scenario scenario) {
    this.scenario = scenario;
  }

  // ---- numbers

  Sizes sizes() {
    Scenario.Watermarks watermarks = scenario.watermarks();
    return new Sizes(
        scenario.epcPages(),
        watermarks == null ? 0 : watermarks.low(),
        watermarks == null ? 0 : watermarks.high(),
        enclMms(),
        scenario.processes().stream().mapToInt(this::vmas).max().orElse(0),
        scenario.enclaves().stream().mapToInt(this::enclPages).max().orElse(0),
        scenario.enclaves().stream().mapToInt(this::vaPages).max().orElse(0));
  }

  /** How many tasks the kernel has of its own. */
  static int kworkers(Scenario scenario) {
    Demand demand = new Demand(scenario);
    long ofCgroups =
        Stream.concat(Stream.of(Scenario.ROOT), scenario.cgroups().stream().map(Cgroup::name))
            .mapToLong(name -> (demand.hasWorker(name) ? 1 : 0) + (demand.isRemoved(name) ? 1 : 0))
            .sum();
    long ofIdleChildren =
        scenario.processes().stream()
            .filter(p -> p.forkedBy() != null && demand.threadsOf(p).findAny().isEmpty())
            .count();
    // A kworker may put the mm of every process and the file of every enclave; a callback frees
    // every encl_mm.
    return scenario.processes().size()
        + scenario.enclaves().size()
        + demand.enclMms()
        + (int) (ofCgroups + ofIdleChildren)
        + (scenario.watermarks() == null ? 0 : 1);
  }

  /**
   * An mm is on the list of an enclave once: it leaves when it exits, or for good. Only an addition
   * that fails half-way may be made again.
   */
  private int enclMms() {
    int mappings = 0;
    int attempts = 0;
    for (Proc process : scenario.processes()) {
      for (Enclave enclave : scenario.enclaves()) {
        mappings += mayMap(process, enclave.name()) ? 1 : 0;
      }
      attempts += vmas(process);
    }
    boolean mayFail =
        calls(call -> call.verb() == Verb.OUT_OF_MEMORY || call.verb() == Verb.SIGNAL);
    return mappings + (mayFail ? attempts : 0);
  }

  private boolean mayMap(Proc process, String enclave) {
    return process.maps().contains(enclave)
        || threadsOf(process).anyMatch(call -> call.is(Verb.MMAP, enclave))
        || process.forkedBy() != null && mayMap(scenario.process(process.forkedBy()), enclave);
  }

  /** How many VMAs a process may get: by mmap, by the splits of a change to a part, by fork. */
  private int vmas(Proc process) {
    int own =
        threadsOf(process)
            .mapToInt(
                call ->
                    switch (call.verb()) {
                      case MMAP -> call.pages().isAll() ? 1 : 3;
                      case MUNMAP, MPROTECT -> call.pages().isAll() ? 0 : 2;
                      default -> 0;
                    })
            .sum();
    if (process.forkedBy() == null) {
      return own;
    }
    Proc parent = scenario.process(process.forkedBy());
    return own + parent.maps().size() + vmas(parent);
  }

  /** How many times any one of its pages may be added. */
  private int enclPages(Enclave enclave) {
    int most = 0;
    for (int i = 0; i < enclave.pages().size(); i++) {
      most = Math.max(most, additions(enclave, i));
    }
    return most;
  }

  /** Each ioctl adds a page once; each access once, and again after each removal. */
  private int additions(Enclave enclave, int index) {
    String name = enclave.name();
    int ioctls = count(call -> covers(call, Verb.ADD, name, index));
    int removals = count(call -> covers(call, Verb.REMOVE, name, index));
    int accesses =
        count(
            call -> covers(call, Verb.ACCESS, name, index) || covers(call, Verb.RUN, name, index));
    boolean mayBeAbsent = removals > 0 || enclave.pages().get(index).state() == State.ABSENT;
    return ioctls + (mayBeAbsent ? accesses * (1 + removals) : 0);
  }

  private static boolean covers(Call call, Verb verb, String enclave, int index) {
    return call.is(verb, enclave) && call.pages().contains(index);
  }

  /** Each attempt to add a page may need one, and so may each to create the enclave. */
  private int vaPages(Enclave enclave) {
    int attempts = count(call -> call.is(Verb.CREATE, enclave.name()));
    for (int i = 0; i < enclave.pages().size(); i++) {
      attempts += additions(enclave, i);
    }
    return attempts;
  }

  // ---- what may happen

  /** Whether some page of the enclave is not there at some time. */
  boolean mayLackPages(Enclave enclave) {
    return enclave.pages().stream().anyMatch(page -> page.state() == State.ABSENT)
        || calls(call -> call.is(Verb.ADD, enclave.name()) || call.is(Verb.REMOVE, enclave.name()));
  }

  /** Whether memory reclaim may take pages of the enclave's backing. */
  boolean mayBeSwapped(Enclave enclave) {
    return calls(
        call ->
            call.is(Verb.WRITE_BACK, enclave.name()) || call.is(Verb.DROP_CLEAN, enclave.name()));
  }

  /** Whether some task stays inside an enclave. */
  boolean mayStayInside() {
    return calls(call -> call.verb() == Verb.RUN);
  }

  boolean memoryMayRunOut() {
    return calls(call -> call.verb() == Verb.OUT_OF_MEMORY);
  }

  /** Of a child, the one that its first ancestor begins in. */
  String firstCgroupOf(Proc process) {
    return process.forkedBy() == null
        ? process.cgroup()
        : firstCgroupOf(scenario.process(process.forkedBy()));
  }

  /** Whether a process may ever be in another cgroup; a child gets its parent's. */
  boolean mayMigrate(Proc process) {
    return calls(call -> call.verb() == Verb.MIGRATE && call.process().equals(process.name()))
        || process.forkedBy() != null && mayMigrate(scenario.process(process.forkedBy()));
  }

  boolean mayGetSignals(Proc process) {
    return calls(call -> call.verb() == Verb.SIGNAL && call.process().equals(process.name()));
  }

  boolean isRemoved(String cgroup) {
    return calls(call -> call.verb() == Verb.RMDIR && call.cgroup().equals(cgroup));
  }

  /**
   * Whether the worker of a cgroup may be queued: by a write to its limit, by the scenario, or by a
   * process in it that charges where it cannot reclaim, at a limit.
   */
  boolean hasWorker(String cgroup) {
    return calls(
            call ->
                (call.verb() == Verb.WORKER || call.verb() == Verb.MAX)
                    && call.cgroup().equals(cgroup))
        || isLimited(cgroup)
            && scenario.processes().stream()
                .anyMatch(p -> mayBeIn(p, cgroup) && threadsOf(p).anyMatch(Demand::charges));
  }

  /** The same, where charges queue the workers of ancestors, too. */
  boolean hasWorkerWithin(String cgroup) {
    return hasWorker(cgroup)
        || scenario.cgroups().stream()
            .filter(child -> child.parent().equals(cgroup))
            .anyMatch(child -> hasWorkerWithin(child.name()));
  }

  /** Whether the call loads or adds a page without being able to reclaim. */
  private static boolean charges(Call call) {
    return switch (call.verb()) {
      case ACCESS, RUN, PEEK, RESTRICT, MODIFY, REMOVE, VEPC_FAULT -> true;
      default -> false;
    };
  }

  private boolean isLimited(String cgroup) {
    int pages = scenario.epcPages().stream().mapToInt(Integer::intValue).sum();
    String name = cgroup;
    while (!name.equals(Scenario.ROOT)) {
      String at = name;
      Cgroup spec =
          scenario.cgroups().stream().filter(c -> c.name().equals(at)).findFirst().orElseThrow();
      if (spec.limit() != EpcCgroup.UNLIMITED && spec.limit() <= pages
          || calls(call -> call.verb() == Verb.MAX && call.cgroup().equals(at))) {
        return true;
      }
      name = spec.parent();
    }
    return false;
  }

  private boolean mayBeIn(Proc process, String cgroup) {
    Proc ancestor = process;
    while (ancestor != null) {
      String name = ancestor.name();
      if (ancestor.forkedBy() == null && ancestor.cgroup().equals(cgroup)
          || calls(
              call ->
                  call.verb() == Verb.MIGRATE
                      && call.process().equals(name)
                      && call.cgroup().equals(cgroup))) {
        return true;
      }
      ancestor = ancestor.forkedBy() == null ? null : scenario.process(ancestor.forkedBy());
    }
    return false;
  }

  /** What the threads of a process call. */
  private Stream<Call> threadsOf(Proc process) {
    return scenario.tasks().stream()
        .filter(task -> process.name().equals(task.process()))
        .flatMap(task -> task.calls().stream());
  }

  private boolean calls(Predicate<Call> which) {
    return scenario.tasks().stream().map(TaskSpec::calls).flatMap(List::stream).anyMatch(which);
  }

  private int count(Predicate<Call> which) {
    return (int)
        scenario.tasks().stream().map(TaskSpec::calls).flatMap(List::stream).filter(which).count();
  }
}
