package epcheck.scenario;

import epcheck.scenario.Scenario.Call;
import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.scenario.YamlNode.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A scenario as it is being read: what was understood of it, and where in the file that stands. */
final class Draft {
  /** A value, and where it stands. */
  record At<T>(T value, YamlNode at) {}

  String name = "";
  String title = "";
  final List<At<String>> revisions = new ArrayList<>();

  /** Null if it was not understood. */
  At<Integer> epc;

  /** Null if it is not given. */
  At<List<At<Integer>>> free;

  final List<Cgroup> cgroups = new ArrayList<>();
  final Map<String, DraftEnclave> enclaves = new LinkedHashMap<>();
  final Map<String, DraftProcess> processes = new LinkedHashMap<>();
  final Map<String, DraftTask> tasks = new LinkedHashMap<>();

  /**
   * False for a section that was not understood: then nothing is said about names that it may have.
   */
  boolean knowsEnclaves;

  boolean knowsProcesses;
  boolean knowsTasks;

  /** An enclave; a page that was not understood is null in the place that it has. */
  static final class DraftEnclave {
    final Text name;
    DraftPage secs;
    DraftPage va;
    final List<DraftPage> pages = new ArrayList<>();

    /** False if it is not known how many pages it has. */
    boolean sized;

    DraftEnclave(Text name) {
      this.name = name;
    }

    Stream<DraftPage> all() {
      return Stream.concat(Stream.of(secs, va), pages.stream()).filter(page -> page != null);
    }
  }

  /** An enclave page. */
  static final class DraftPage {
    final YamlNode at;

    /** For example {@code A's SECS}. */
    final String what;

    State state = State.RESIDENT;

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

    Page page() {
      return state == State.SWAPPED
          ? new Page(state, -1, null, null)
          : new Page(state, epc, cgroup, isolatedBy);
    }
  }

  /** A process. */
  static final class DraftProcess {
    final Text name;
    String cgroup = Scenario.ROOT;

    /** False if a list of enclaves was not understood. */
    boolean knowsEnclaves;

    final List<At<String>> maps = new ArrayList<>();
    final List<At<String>> opens = new ArrayList<>();
    final List<At<PageRef>> present = new ArrayList<>();
    final List<At<PageRef>> young = new ArrayList<>();

    DraftProcess(Text name) {
      this.name = name;
    }

    boolean mayMap(String enclave) {
      return !knowsEnclaves || has(maps, enclave);
    }

    boolean mayHaveOpen(String enclave) {
      return !knowsEnclaves || has(opens, enclave);
    }

    private static boolean has(List<At<String>> list, String enclave) {
      return list.stream().anyMatch(item -> item.value().equals(enclave));
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
  }

  /** What was read; only if there was no mistake. */
  Scenario scenario() {
    return new Scenario(
        name,
        title,
        values(revisions),
        epc.value(),
        cgroups,
        enclaves.values().stream()
            .map(
                e ->
                    new Enclave(
                        e.name.value(),
                        e.secs.page(),
                        e.va.page(),
                        e.pages.stream().map(DraftPage::page).toList()))
            .toList(),
        processes.values().stream()
            .map(
                p ->
                    new Proc(
                        p.name.value(),
                        p.cgroup,
                        values(p.maps),
                        values(p.opens),
                        values(p.present),
                        values(p.young)))
            .toList(),
        tasks.values().stream()
            .map(
                t ->
                    new TaskSpec(
                        t.name.value(),
                        t.process == null ? null : t.process.value(),
                        values(t.calls)))
            .toList());
  }

  private static <T> List<T> values(List<At<T>> list) {
    return list.stream().map(At::value).toList();
  }
}
