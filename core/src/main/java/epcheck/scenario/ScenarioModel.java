package epcheck.scenario;

import epcheck.explore.EntryPoint;
import epcheck.explore.Model;
import epcheck.kernel.Kernel;
import epcheck.oracle.Oracles;
import epcheck.scenario.Scenario.Call;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclFile;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.Process;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.SgxDriver.Parts;
import epcheck.sgx.Sizes;
import epcheck.sgx.StateBuilder;
import epcheck.sgx.Vma;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scenario on a revision: builds the initial state with the driver's own data structures, and the
 * tasks.
 */
public final class ScenarioModel implements Model {
  private final Scenario scenario;
  private final Parts parts;

  public ScenarioModel(Scenario scenario, Parts parts) {
    this.scenario = scenario;
    this.parts = parts;
  }

  @Override
  public void build(Setup setup) {
    new Building(setup).build();
  }

  /** The objects of one build, by the names that the scenario has for them. */
  private final class Building {
    private final Setup setup;
    private final SgxDriver sgx;
    private final StateBuilder state;
    private final Map<String, EpcCgroup> cgroups = new HashMap<>();
    private final Map<String, Encl> enclaves = new LinkedHashMap<>();
    private final Map<String, Mm> mms = new HashMap<>();
    private final Map<String, Map<String, Vma>> vmas = new HashMap<>();
    private final Map<String, List<EpcPage>> isolated = new HashMap<>();

    Building(Setup setup) {
      this.setup = setup;
      Kernel kernel = setup.kernel();
      Oracles oracles = new Oracles(kernel);
      int mappings = scenario.processes().stream().mapToInt(p -> p.maps().size()).sum();
      Sizes sizes = new Sizes(List.of(scenario.epcPages()), 0, 0, mappings, 0, 0, 0);
      sgx = new SgxDriver(kernel, parts, oracles, sizes, false);
      state = new StateBuilder(sgx);
      oracles.watch(sgx, setup);
    }

    void build() {
      if (parts.hasCgroups()) {
        EpcCgroup root = sgx.cgroups.add(Scenario.ROOT, null, EpcCgroup.UNLIMITED);
        cgroups.put(Scenario.ROOT, root);
        scenario
            .cgroups()
            .forEach(c -> cgroups.put(c.name(), sgx.cgroups.add(c.name(), root, c.limit())));
      }
      scenario.enclaves().forEach(this::addEnclave);
      scenario.processes().forEach(this::addProcess);
      state.dropInitialFileReferences();
      scenario.tasks().forEach(this::addTask);
      for (int id = 0; id < scenario.tasks().size(); id++) {
        isolate(id, scenario.tasks().get(id).name());
      }
    }

    private void addEnclave(Enclave spec) {
      Encl encl = sgx.addEnclave(spec.name(), spec.pages().size());
      enclaves.put(spec.name(), encl);
      state.addVaPage(encl, epcPage(spec.va()), cgroups.get(spec.va().cgroup()));
      for (int i = 0; i < spec.pages().size(); i++) {
        Page page = spec.pages().get(i);
        if (page.state() == State.SWAPPED) {
          state.addSwappedPage(encl, i);
        } else {
          state.addResidentPage(encl, i, epcPage(page), cgroups.get(page.cgroup()));
        }
        if (page.state() == State.ISOLATED) {
          isolated.computeIfAbsent(page.isolatedBy(), task -> new ArrayList<>()).add(epcPage(page));
        }
      }
      if (spec.secs().state() == State.SWAPPED) {
        state.swapOutSecs(encl);
      } else {
        state.addSecs(encl, epcPage(spec.secs()), cgroups.get(spec.secs().cgroup()));
      }
    }

    private EpcPage epcPage(Page page) {
      return sgx.epc.get(page.epc());
    }

    private void addProcess(Proc spec) {
      Mm mm = sgx.addMm(spec.name() + "->mm");
      mms.put(spec.name(), mm);
      Map<String, Vma> mapped = new HashMap<>();
      vmas.put(spec.name(), mapped);
      for (String name : spec.maps()) {
        mapped.put(name, state.map(mm, enclaves.get(name)));
      }
      for (String name : spec.opens()) {
        state.open(enclaves.get(name));
      }
      for (PageRef page : spec.present()) {
        state.setPte(mapped.get(page.enclave()), page.index(), false);
      }
      for (PageRef page : spec.young()) {
        state.setPte(mapped.get(page.enclave()), page.index(), true);
      }
    }

    private void addTask(TaskSpec spec) {
      List<EntryPoint> calls = new ArrayList<>();
      List<EnclFile> open = new ArrayList<>();
      Proc process = processOf(spec);
      if (process != null) {
        process.opens().forEach(name -> open.add(sgx.fileOf(enclaves.get(name))));
      }
      for (Call call : spec.calls()) {
        boolean first = calls.isEmpty();
        calls.add(entryPoint(spec, call, first, open));
      }
      int id = setup.task(spec.name(), calls);
      sgx.current.of(id).is(currentOf(spec, process));
    }

    private Process currentOf(TaskSpec spec, Proc process) {
      return process == null
          ? sgx.addKernelThread(spec.name(), cgroups.get(Scenario.ROOT))
          : sgx.addProcess(
              spec.name(), mms.get(process.name()), cgroups.get(process.cgroup()), 0, false, false);
    }

    private Proc processOf(TaskSpec spec) {
      return scenario.processes().stream()
          .filter(p -> p.name().equals(spec.process()))
          .findFirst()
          .orElse(null);
    }

    /**
     * @param first the task begins with this call, so that it has its isolated pages in hand
     * @param open the descriptors that the process still has when it makes this call
     */
    private EntryPoint entryPoint(TaskSpec spec, Call call, boolean first, List<EnclFile> open) {
      if (call instanceof Call.Access access) {
        Vma vma = vmas.get(spec.process()).get(access.page().enclave());
        int index = access.page().index();
        return new EntryPoint(
            "access " + access.page().enclave() + "/" + index, () -> sgx.mm.access(vma, index));
      } else if (call instanceof Call.Close close) {
        EnclFile file = sgx.fileOf(enclaves.get(close.enclave()));
        open.remove(file);
        return new EntryPoint("close(" + close.enclave() + ")", () -> sgx.mm.close(file));
      } else if (call instanceof Call.Exit) {
        Mm mm = mms.get(spec.process());
        List<EnclFile> left = List.copyOf(open);
        return new EntryPoint("exit", () -> sgx.mm.doExit(mm, left));
      } else if (call instanceof Call.Oom oom) {
        EpcCgroup cgroup = cgroups.get(oom.cgroup());
        return new EntryPoint(
            "sgx_epc_oom(&" + cgroup.lru + ")", () -> sgx.oomKiller.sgxEpcOom(cgroup.lru));
      }
      List<EpcPage> pages = isolated.getOrDefault(spec.name(), List.of());
      return pages.isEmpty() || !first
          ? new EntryPoint("reclaim", sgx.reclaimer::_reclaim)
          : new EntryPoint("reclaim, isolated", () -> sgx.reclaimer._resume(pages));
    }

    private void isolate(int id, String task) {
      for (EpcPage page : isolated.getOrDefault(task, List.of())) {
        sgx.reclaimer._isolated(id, page);
      }
    }
  }
}
