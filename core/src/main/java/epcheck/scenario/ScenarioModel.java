package epcheck.scenario;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import epcheck.oracle.Events;
import epcheck.oracle.Oracles;
import epcheck.revision.Revision;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.Sometimes;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclFile;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.Process;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.StateBuilder;
import epcheck.sgx.Vepc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A scenario on a revision: builds the initial state with the driver's own data structures, and the
 * tasks.
 */
public final class ScenarioModel implements Model {
  private final Scenario scenario;
  private final Revision revision;
  private final Demand demand;

  /** Events that a verdict is to tell of, though nobody demands that they happen. */
  private final List<String> noted;

  public ScenarioModel(Scenario scenario, Revision revision) {
    this(scenario, revision, List.of());
  }

  private ScenarioModel(Scenario scenario, Revision revision, List<String> noted) {
    this.scenario = scenario;
    this.revision = revision;
    this.noted = noted;
    demand = new Demand(scenario);
  }

  /** The same model, which also notes who is killed: {@code kill A}. */
  public ScenarioModel notingKills() {
    List<String> kills =
        scenario.enclaves().stream()
            .map(enclave -> Events.Kind.KILL.word() + " " + enclave.name())
            .filter(kill -> scenario.sometimes().stream().noneMatch(s -> s.event().equals(kill)))
            .toList();
    return new ScenarioModel(scenario, revision, kills);
  }

  public Scenario scenario() {
    return scenario;
  }

  public Revision revision() {
    return revision;
  }

  @Override
  public void build(Setup setup) {
    buildDriver(setup);
  }

  /** The same, for who wants to look at the driver's state. */
  public SgxDriver buildDriver(Setup setup) {
    Building building = new Building(setup);
    building.build();
    return building.sgx;
  }

  /** The objects of one build, by the names that the scenario has for them. */
  final class Building {
    final SgxDriver sgx;
    final Map<String, EpcCgroup> cgroups = new HashMap<>();
    final Map<String, Encl> enclaves = new LinkedHashMap<>();
    final Map<String, Vepc> vepcs = new HashMap<>();
    final Map<String, Mm> mms = new HashMap<>();
    final Map<String, Process> processes = new HashMap<>();

    /** The descriptors that a process has at first; a child gets them as it is forked. */
    final Map<String, List<EnclFile>> descriptors = new HashMap<>();

    /** What each task has isolated as it starts. */
    final Map<String, List<EpcPage>> isolated = new HashMap<>();

    private final Setup setup;
    private final StateBuilder state;
    private final Events events;

    Building(Setup setup) {
      this.setup = setup;
      Kernel kernel = setup.kernel();
      List<String> awaited =
          scenario.sometimes().stream().filter(this::isAwaited).map(Sometimes::event).toList();
      awaited.forEach(setup::sometimes);
      events = new Events(kernel, Stream.concat(awaited.stream(), noted.stream()).toList());
      Oracles oracles = new Oracles(kernel, events);
      sgx = new SgxDriver(kernel, revision, oracles, demand.sizes(), demand.memoryMayRunOut());
      state = new StateBuilder(sgx);
      oracles.watch(sgx, setup);
      setup.outcome(new FinalState(sgx)::describe);
      scenario.rules().forEach(rule -> oracles.watchFor(rule, sgx));
    }

    private boolean isAwaited(Sometimes sometimes) {
      return sometimes.revisions().isEmpty()
          ? revision.hasOomKiller() || !sometimes.kind().needsOomKiller()
          : sometimes.revisions().contains(revision.scenariosOf());
    }

    void build() {
      if (revision.hasCgroups()) {
        addCgroup(Scenario.ROOT, null, EpcCgroup.UNLIMITED);
        scenario.cgroups().forEach(c -> addCgroup(c.name(), cgroups.get(c.parent()), c.limit()));
      }
      scenario.enclaves().forEach(this::addEnclave);
      events.watch(sgx.enclaves());
      scenario.processes().forEach(this::addProcess);
      scenario.vepcs().forEach(this::addVepc);
      state.dropInitialFileReferences();
      if (scenario.bigSrcu()) {
        sgx.notifierSrcu.transitionToBig();
      }
      if (demand.mayStayInside()) {
        sgx.epcm._cpusMayBeInside();
      }
      scenario.tasks().stream().filter(task -> !isChild(task)).forEach(this::addTask);
      scenario.processes().stream().filter(p -> p.forkedBy() == null).forEach(this::addChildren);
    }

    private void addCgroup(String name, EpcCgroup parent, int limit) {
      boolean hasWorker =
          sgx.cgroups._queuesAncestors() && parent != null
              ? demand.hasWorkerWithin(name)
              : demand.hasWorker(name);
      cgroups.put(name, sgx.cgroups._add(name, parent, limit, demand.isRemoved(name), hasWorker));
    }

    // ---- enclaves

    private void addEnclave(Enclave spec) {
      Encl encl = sgx.addEnclave(spec.name(), spec.pages().size());
      enclaves.put(spec.name(), encl);
      if (spec.debug()) {
        state.allowDebug(encl);
      }
      if (demand.mayLackPages(spec)) {
        state.lacksPages(encl);
      }
      if (demand.mayBeSwapped(spec)) {
        sgx.backing._memoryMayBeReclaimed(encl);
      }
      if (spec.stage() != Stage.OPENED) {
        addPages(encl, spec);
      }
    }

    /**
     * In the order in which pages get on the lists: CREATE takes a VA page and then the SECS. The
     * SECS is swapped out after all others.
     */
    private void addPages(Encl encl, Enclave spec) {
      addVaPage(encl, spec.va().get(0));
      if (spec.stage() == Stage.INITIALIZED) {
        state.initialized(encl);
      } else {
        state.created(encl);
      }
      boolean secsIsThere = spec.secs().state().isInEpc();
      if (secsIsThere) {
        state.addSecs(encl, epcPage(spec.secs()), cgroups.get(spec.secs().cgroup()));
      }
      spec.va().stream().skip(1).forEach(page -> addVaPage(encl, page));
      for (int i = 0; i < spec.pages().size(); i++) {
        addPage(encl, i, spec.pages().get(i));
      }
      if (!secsIsThere) {
        state.swapOutSecs(encl);
      }
    }

    private void addVaPage(Encl encl, Page page) {
      state.addVaPage(encl, epcPage(page), cgroups.get(page.cgroup()));
    }

    private void addPage(Encl encl, int index, Page page) {
      if (page.state().isInEpc()) {
        EpcCgroup cgroup = cgroups.get(page.cgroup());
        state.addResidentPage(encl, index, epcPage(page), cgroup, page.type());
      } else if (page.state() == State.SWAPPED) {
        state.addSwappedPage(encl, index, page.type());
      }
      if (page.state() == State.ISOLATED) {
        isolated.computeIfAbsent(page.isolatedBy(), task -> new ArrayList<>()).add(epcPage(page));
      }
    }

    /** Where an enclave page is at first. */
    EpcPage epcPageOf(Call.Pages page) {
      return epcPage(scenario.enclave(page.of()).pages().get(page.first()));
    }

    private EpcPage epcPage(Page page) {
      return sgx.epc.get(page.epc());
    }

    // ---- processes and tasks

    private void addProcess(Proc spec) {
      Mm mm = sgx.addMm(spec.name() + "->mm");
      mms.put(spec.name(), mm);
      processes.put(
          spec.name(),
          sgx.addProcess(
              spec.name(),
              mm,
              cgroups.get(demand.firstCgroupOf(spec)),
              spec.node(),
              demand.mayMigrate(spec),
              demand.mayGetSignals(spec)));
      for (String name : spec.maps()) {
        if (enclaves.containsKey(name)) {
          state.map(mm, enclaves.get(name));
        }
      }
      for (String name : spec.opens()) {
        state.open(enclaves.get(name));
      }
      descriptors.put(
          spec.name(), spec.opens().stream().map(name -> sgx.fileOf(enclaves.get(name))).toList());
      for (PageRef page : spec.present()) {
        state.setPte(mm, enclaves.get(page.enclave()), page.index(), false);
      }
      for (PageRef page : spec.young()) {
        state.setPte(mm, enclaves.get(page.enclave()), page.index(), true);
      }
    }

    private void addVepc(Scenario.Vepc spec) {
      Mm[] mappedBy =
          scenario.processes().stream()
              .filter(p -> p.maps().contains(spec.name()))
              .map(p -> mms.get(p.name()))
              .toArray(Mm[]::new);
      Vepc secsIn = vepcs.get(spec.secsIn());
      Vepc vepc =
          secsIn == null
              ? sgx.addVepc(spec.name(), spec.pages(), mappedBy)
              : sgx.addVepc(spec.name(), spec.pages(), secsIn, mappedBy);
      vepcs.put(spec.name(), vepc);
      for (int i = 0; i < spec.pages(); i++) {
        if (spec.resident().get(i) >= 0) {
          EpcPage page = sgx.epc.get(spec.resident().get(i));
          state.addVepcPage(vepc, i, page, cgroups.get(spec.cgroup()));
        }
      }
    }

    /** Has a child be in the cgroup that its parent is in as it forks. */
    Runnable enterCgroupOf(String parent, String child) {
      Process from = processes.get(parent);
      Process to = processes.get(child);
      return demand.mayMigrate(scenario.process(parent))
          ? () -> to._migrate(from._cgroup())
          : () -> {};
    }

    private boolean isChild(TaskSpec task) {
      return task.process() != null && scenario.process(task.process()).forkedBy() != null;
    }

    private void addTask(TaskSpec spec) {
      int id = setup.task(spec.name(), entryPoints(spec));
      sgx.current
          .of(id)
          .is(
              spec.process() == null
                  ? sgx.addKernelThread(spec.name(), cgroups.get(Scenario.ROOT))
                  : processes.get(spec.process()));
      for (EpcPage page : isolated.getOrDefault(spec.name(), List.of())) {
        sgx.reclaimer._isolated(id, page);
      }
    }

    private List<EntryPoint> entryPoints(TaskSpec spec) {
      EntryPoints entryPoints = new EntryPoints(this, spec);
      return spec.calls().stream().map(entryPoints::of).toList();
    }

    /** A child comes after its parent, whose fork tells which descriptors it has. */
    private void addChildren(Proc parent) {
      for (Proc child : scenario.processes()) {
        if (parent.name().equals(child.forkedBy())) {
          List<EntryPoint> calls =
              scenario.tasks().stream()
                  .filter(task -> child.name().equals(task.process()))
                  .flatMap(task -> entryPoints(task).stream())
                  .toList();
          sgx.fork._child(
              mms.get(child.name()),
              processes.get(child.name()),
              () -> calls.forEach(call -> call.body().run()));
          addChildren(child);
        }
      }
    }
  }
}
