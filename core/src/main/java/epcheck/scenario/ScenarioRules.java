package epcheck.scenario;

import epcheck.explore.Explorer;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.Scenario.Call;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.State;
import epcheck.sgx.VaPage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Refuses states that the driver cannot get into, and calls that a task cannot make. */
final class ScenarioRules {
  /** What the explorer can have, kworkers included. */
  private static final int MOST_TASKS = Explorer.MAX_TASKS;

  private final Draft draft;
  private final Mistakes mistakes;

  ScenarioRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  void check() {
    draft.revisions.forEach(this::revision);
    draft.processes.values().forEach(this::process);
    draft.enclaves.values().forEach(this::enclave);
    draft.tasks.values().forEach(this::task);
    exits();
    closes();
    number();
  }

  private void revision(At<String> meant) {
    if (!Revisions.named(meant.value()).map(Revision::hasOomKiller).orElse(true)) {
      for (DraftTask task : draft.tasks.values()) {
        for (At<Call> call : task.calls) {
          if (call.value() instanceof Call.Oom) {
            mistakes.add(
                meant.at(),
                "revision %s has no OOM killer, but task %s calls it in line %d"
                    .formatted(meant.value(), task.name.value(), call.at().line()),
                "leave " + meant.value() + " out, or the call");
            return;
          }
        }
      }
    }
  }

  // ---- enclaves ------------------------------------------------------------------------

  private void enclave(DraftEnclave enclave) {
    String name = enclave.name.value();
    int pages = enclave.pages.size();
    // sgx_encl_grow() sees to it that every page and the SECS can be out at once.
    if (pages + 1 > VaPage.SLOT_COUNT) {
      mistakes.add(
          enclave.pages.get(VaPage.SLOT_COUNT - 1).at,
          "enclave %s has %d pages and a SECS to swap out, but its VA page has %d slots"
              .formatted(name, pages, VaPage.SLOT_COUNT),
          VaPage.SLOT_COUNT == 2
              ? "give an enclave one page; take another enclave for more"
              : "give an enclave at most " + (VaPage.SLOT_COUNT - 1) + " pages");
    }
    for (DraftPage page : enclave.pages) {
      if (page.state != State.SWAPPED && enclave.secs.state == State.SWAPPED) {
        mistakes.add(
            page.at,
            page.what + " is resident, but " + name + "'s SECS is swapped out",
            "the SECS goes after the last page and comes back before the first: write secs:"
                + " resident");
      }
      if (page.state == State.ISOLATED && draft.knowsTasks) {
        isolated(page);
      }
    }
    boolean held =
        draft.processes.values().stream().anyMatch(p -> p.mayMap(name) || p.mayHaveOpen(name));
    if (!held && draft.knowsProcesses) {
      mistakes.add(
          enclave.name,
          "no process maps or opens enclave " + name + ": it would have been released",
          "let a process have maps: [" + name + "] or opens: [" + name + "]");
    }
  }

  private void isolated(DraftPage page) {
    DraftTask task = draft.tasks.get(page.isolatedBy);
    if (task == null) {
      mistakes.add(
          page.at,
          page.what + " is isolated by an unknown task '" + page.isolatedBy + "'",
          Spelling.hint(page.isolatedBy, draft.tasks.keySet()));
    } else if (task.understood && !(task.calls.get(0).value() instanceof Call.Reclaim)) {
      mistakes.add(
          page.at,
          page.what + " is isolated by " + page.isolatedBy + ", whose first call is not reclaim",
          "a task that has pages isolated is in sgx_reclaim_pages() as it starts: let it call"
              + " reclaim first");
    }
  }

  // ---- processes -----------------------------------------------------------------------

  private void process(DraftProcess process) {
    String of = "process " + process.name.value() + ": ";
    for (List<At<String>> list : List.of(process.maps, process.opens)) {
      for (At<String> name : list) {
        process.knowsEnclaves &= isEnclave(of, name.value(), name.at());
      }
    }
    Map<PageRef, String> ptes = new HashMap<>();
    process.present.forEach(page -> pte(process, page, "present", ptes));
    process.young.forEach(page -> pte(process, page, "young", ptes));
  }

  private void pte(DraftProcess process, At<PageRef> at, String list, Map<PageRef, String> ptes) {
    String of = "process " + process.name.value() + ": ";
    PageRef page = at.value();
    String other = ptes.putIfAbsent(page, list);
    if (other != null) {
      mistakes.add(
          at.at(),
          of
              + "the PTE of "
              + text(page)
              + (other.equals(list)
                  ? " is in " + list + " twice"
                  : " is in " + other + " and in " + list),
          other.equals(list)
              ? "name it once"
              : "young ones are present as well: name it in young only");
      return;
    }
    DraftPage target = page(of, at);
    if (target == null) {
      return;
    }
    if (!process.mayMap(page.enclave())) {
      mistakes.add(
          at.at(),
          of + "a PTE of " + text(page) + ", but the process does not map " + page.enclave(),
          "add " + page.enclave() + " to its maps");
    } else if (target.state == State.SWAPPED) {
      mistakes.add(
          at.at(),
          of + "a PTE of " + text(page) + ", which is swapped out",
          "make the page resident, or leave the PTE out");
    }
  }

  private static String text(PageRef page) {
    return page.enclave() + "/" + page.index();
  }

  private boolean isEnclave(String of, String name, YamlNode at) {
    if (!draft.enclaves.containsKey(name)) {
      if (draft.knowsEnclaves) {
        mistakes.add(
            at,
            of + "unknown enclave '" + name + "'",
            Spelling.hint(name, draft.enclaves.keySet()));
      }
      return false;
    }
    return true;
  }

  /** Null if there is no such page; the mistake is noted. */
  private DraftPage page(String of, At<PageRef> at) {
    PageRef page = at.value();
    if (!isEnclave(of, page.enclave(), at.at())) {
      return null;
    }
    DraftEnclave enclave = draft.enclaves.get(page.enclave());
    int pages = enclave.pages.size();
    if (page.index() < pages) {
      return enclave.pages.get(page.index());
    }
    if (enclave.sized) {
      mistakes.add(
          at.at(),
          of + "enclave " + page.enclave() + " has no page " + page.index(),
          pages == 0
              ? "it has no pages"
              : pages == 1
                  ? "its only page is " + page.enclave() + "/0"
                  : "its pages are "
                      + page.enclave()
                      + "/0 to "
                      + page.enclave()
                      + "/"
                      + (pages - 1));
    }
    return null;
  }

  // ---- tasks ---------------------------------------------------------------------------

  private void task(DraftTask task) {
    String of = "task " + task.name.value() + ": ";
    DraftProcess process = null;
    if (task.process != null) {
      process = draft.processes.get(task.process.value());
      if (process == null && draft.knowsProcesses) {
        mistakes.add(
            task.process.at(),
            of + "unknown process '" + task.process.value() + "'",
            Spelling.hint(task.process.value(), draft.processes.keySet()));
      }
      if (task.name.value().equals("ksgxd")) {
        mistakes.add(
            task.process.at(), "ksgxd is a kernel thread and has no process", "leave process out");
      }
    }
    for (At<Call> call : task.calls) {
      call(task, process, call);
    }
  }

  private void call(DraftTask task, DraftProcess process, At<Call> at) {
    String of = "task " + task.name.value() + ": ";
    if (at.value() instanceof Call.Access access) {
      if (page(of, new At<>(access.page(), at.at())) != null
          && isThread(task, at, access.page().enclave())
          && process != null
          && !process.mayMap(access.page().enclave())) {
        mistakes.add(
            at.at(),
            of + "process " + process.name.value() + " does not map " + access.page().enclave(),
            "add " + access.page().enclave() + " to its maps");
      }
    } else if (at.value() instanceof Call.Close close) {
      if (isEnclave(of, close.enclave(), at.at())
          && isThread(task, at, close.enclave())
          && process != null
          && !process.mayHaveOpen(close.enclave())) {
        mistakes.add(
            at.at(),
            of + "process " + process.name.value() + " does not have " + close.enclave() + " open",
            "add " + close.enclave() + " to its opens");
      }
    } else if (at.value() instanceof Call.Exit) {
      isThread(task, at, null);
    }
  }

  /** Whether the task is one of user space, as the call needs it to be. */
  private boolean isThread(DraftTask task, At<Call> call, String enclave) {
    if (task.process != null) {
      return true;
    }
    String candidates =
        String.join(
            " or ",
            draft.processes.values().stream()
                .filter(p -> enclave == null || p.mayMap(enclave) || p.mayHaveOpen(enclave))
                .map(p -> p.name.value())
                .toList());
    mistakes.add(
        call.at(),
        "task %s has no process, so it cannot %s"
            .formatted(task.name.value(), ((YamlNode.Text) call.at()).value().strip()),
        "write {process: %s, calls: [...]}".formatted(candidates.isEmpty() ? "P" : candidates));
    return false;
  }

  /**
   * An exit is the end of a process: the model has no threads that outlive it, and no last thread
   * to wait for.
   */
  private void exits() {
    for (DraftTask task : draft.tasks.values()) {
      boolean gone = false;
      for (At<Call> call : task.calls) {
        if (gone) {
          mistakes.add(
              call.at(),
              "task " + task.name.value() + " has exited before this call",
              "let exit be its last call");
          break;
        }
        gone = call.value() instanceof Call.Exit;
        if (gone && task.process != null) {
          onlyThread(task, call);
        }
      }
    }
  }

  private void onlyThread(DraftTask task, At<Call> exit) {
    draft.tasks.values().stream()
        .filter(
            other ->
                other != task
                    && other.process != null
                    && other.process.value().equals(task.process.value()))
        .findFirst()
        .ifPresent(
            other ->
                mistakes.add(
                    exit.at(),
                    "task %s exits, but %s is a thread of process %s too"
                        .formatted(task.name.value(), other.name.value(), task.process.value()),
                    "a process that exits has one thread here: give the other a process of its"
                        + " own"));
  }

  /** A descriptor is closed once. */
  private void closes() {
    Map<List<String>, At<Call>> closed = new LinkedHashMap<>();
    for (DraftTask task : draft.tasks.values()) {
      for (At<Call> call : task.calls) {
        if (task.process != null && call.value() instanceof Call.Close close) {
          At<Call> first = closed.putIfAbsent(List.of(task.process.value(), close.enclave()), call);
          if (first != null) {
            mistakes.add(
                call.at(),
                "process %s closes %s twice".formatted(task.process.value(), close.enclave()),
                "it has one descriptor of it, which is closed in line " + first.at().line());
          }
        }
      }
    }
  }

  /**
   * A kworker may put the mm of every process and the file of every enclave; a callback frees every
   * encl_mm.
   */
  private void number() {
    int mappings = draft.processes.values().stream().mapToInt(p -> p.maps.size()).sum();
    int kworkers = draft.processes.size() + draft.enclaves.size() + mappings;
    int tasks = draft.tasks.size();
    if (tasks + kworkers > MOST_TASKS && tasks > 0) {
      mistakes.add(
          List.copyOf(draft.tasks.values()).get(Math.max(0, MOST_TASKS - kworkers)).name,
          "%d tasks, and one in the kernel for each process, enclave and mapping, make %d"
              .formatted(tasks, tasks + kworkers),
          "have at most " + MOST_TASKS);
    }
  }
}
