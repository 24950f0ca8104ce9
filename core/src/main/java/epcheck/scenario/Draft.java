package epcheck.scenario;

import epcheck.oracle.Events;
import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.Sometimes;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.scenario.Scenario.Vepc;
import epcheck.scenario.Scenario.Watermarks;
import epcheck.scenario.YamlNode.Text;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.PageType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A scenario as it is being read: what was understood of it, and where in the file that stands. */
final class Draft {
  /** A value, and where it stands. */
  record At<T>(T value, YamlNode at) {}

  String name = "";
  String title = "";
  final List<At<String>> revisions = new ArrayList<>();

  /** The EPC pages of each node. Null if it was not understood. */
  At<List<Integer>> epc;

  /** Null if it is not given. */
  At<List<At<Integer>>> free;

  /** Null if they are not given. */
  Watermarks watermarks;

  final Map<String, DraftCgroup> cgroups = new LinkedHashMap<>();
  final Map<String, DraftEnclave> enclaves = new LinkedHashMap<>();
  final Map<String, DraftVepc> vepcs = new LinkedHashMap<>();
  final Map<String, DraftProcess> processes = new LinkedHashMap<>();
  final Map<String, DraftTask> tasks = new LinkedHashMap<>();
  final List<DraftSometimes> sometimes = new ArrayList<>();
  boolean bigSrcu;
  final List<String> rules = new ArrayList<>();

  /**
   * False for a section that was not understood: then nothing is said about names that it may have.
   */
  boolean knowsCgroups;

  boolean knowsEnclaves;
  boolean knowsVepcs;
  boolean knowsProcesses;
  boolean knowsTasks;

  /** A cgroup below the root. */
  static final class DraftCgroup {
    final Text name;
    String parent = Scenario.ROOT;
    int limit = EpcCgroup.UNLIMITED;

    DraftCgroup(Text name) {
      this.name = name;
    }
  }

  /** An enclave; a page that was not understood is null in the place that it has. */
  static final class DraftEnclave {
    final Text name;
    Stage stage = Stage.INITIALIZED;
    boolean debug;

    /** Null before it is created. */
    DraftPage secs;

    final List<DraftPage> va = new ArrayList<>();
    final List<DraftPage> pages = new ArrayList<>();

    /** False if it is not known how many pages it has. */
    boolean sized;

    DraftEnclave(Text name) {
      this.name = name;
    }

    /** All of its pages that may take up EPC. */
    Stream<DraftPage> all() {
      return Stream.of(Stream.of(secs), va.stream(), pages.stream())
          .flatMap(list -> list)
          .filter(page -> page != null);
    }

    private Enclave enclave() {
      return new Enclave(
          name.value(),
          stage,
          debug,
          secs == null ? null : secs.page(),
          va.stream().map(DraftPage::page).toList(),
          pages.stream().map(DraftPage::page).toList());
    }
  }

  /** A page of an enclave or of virtual EPC. */
  static final class DraftPage {
    final YamlNode at;

    /** For example {@code A's SECS}. */
    final String what;

    State state = State.RESIDENT;
    int type = PageType.REG;

    /** Null until it is known. */
    Integer epc;

    /** Where that number stands. */
    YamlNode epcAt;

    String cgroup;
    String isolatedBy;

    DraftPage(YamlNode at, String what) {
      this.at = at;
      this.what = what;
    }

    private Page page() {
      return state.isInEpc()
          ? new Page(state, epc, cgroup, isolatedBy, type)
          : new Page(state, -1, null, null, type);
    }
  }

  /** Virtual EPC. */
  static final class DraftVepc {
    final Text name;
    int pages;
    String cgroup = Scenario.ROOT;

    /** Null if it has a SECS of its own. */
    String secsIn;

    /** By index. */
    final Map<Integer, DraftPage> resident = new TreeMap<>();

    DraftVepc(Text name) {
      this.name = name;
    }

    private Vepc vepc() {
      List<Integer> epc = new ArrayList<>();
      for (int i = 0; i < pages; i++) {
        epc.add(resident.containsKey(i) ? resident.get(i).epc : -1);
      }
      return new Vepc(name.value(), pages, epc, cgroup, secsIn);
    }
  }

  /** A process. */
  static final class DraftProcess {
    final Text name;
    String cgroup = Scenario.ROOT;
    int node;

    /** Null for one that is there from the start. */
    At<String> forkedBy;

    /** False if a list of enclaves was not understood. */
    boolean knowsEnclaves;

    final List<At<String>> maps = new ArrayList<>();
    final List<At<String>> opens = new ArrayList<>();
    final List<At<PageRef>> present = new ArrayList<>();
    final List<At<PageRef>> young = new ArrayList<>();

    DraftProcess(Text name) {
      this.name = name;
    }

    private Proc process() {
      return new Proc(
          name.value(),
          cgroup,
          node,
          forkedBy == null ? null : forkedBy.value(),
          values(maps),
          values(opens),
          values(present),
          values(young));
    }
  }

  /** A task. */
  static final class DraftTask {
    final Text name;

    /** Null for a kernel thread. */
    At<String> process;

    final List<At<Call>> calls = new ArrayList<>();

    /** False if one of its calls was not understood. */
    boolean understood = true;

    DraftTask(Text name) {
      this.name = name;
    }

    boolean isOf(String wanted) {
      return process != null && process.value().equals(wanted);
    }
  }

  /**
   * An event that some execution must come to.
   *
   * @param on the enclave or the page that it befalls; null for any
   */
  record DraftSometimes(
      At<String> event, Events.Kind kind, Call.Pages on, List<String> revisions) {}

  /** The tasks of a process. */
  Stream<DraftTask> threadsOf(String process) {
    return tasks.values().stream().filter(task -> task.isOf(process));
  }

  /** What was read; only if there was no mistake. */
  Scenario scenario() {
    List<Cgroup> preOrder = new ArrayList<>();
    addChildren(Scenario.ROOT, preOrder);
    return new Scenario(
        name,
        title,
        values(revisions),
        epc.value(),
        watermarks,
        bigSrcu,
        preOrder,
        enclaves.values().stream().map(DraftEnclave::enclave).toList(),
        vepcs.values().stream().map(DraftVepc::vepc).toList(),
        processes.values().stream().map(DraftProcess::process).toList(),
        tasks.values().stream()
            .map(
                t ->
                    new TaskSpec(
                        t.name.value(),
                        t.process == null ? null : t.process.value(),
                        values(t.calls)))
            .toList(),
        sometimes.stream()
            .map(s -> new Sometimes(s.event().value(), s.kind(), s.revisions()))
            .toList(),
        rules);
  }

  /** Siblings stand in the order of the file, in which they were made. */
  private void addChildren(String parent, List<Cgroup> preOrder) {
    for (DraftCgroup cgroup : cgroups.values()) {
      if (cgroup.parent.equals(parent)) {
        String child = cgroup.name.value();
        preOrder.add(new Cgroup(child, parent, cgroup.limit));
        addChildren(child, preOrder);
      }
    }
  }

  private static <T> List<T> values(List<At<T>> list) {
    return list.stream().map(At::value).toList();
  }
}
