package epcheck.page;

import epcheck.scenario.Call;
import epcheck.scenario.Scenario;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.scenario.Scenario.Vepc;
import epcheck.scenario.ScenarioModel;
import epcheck.sgx.EpcCgroup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario in words: within what bounds its verdict holds. */
record Bounds(String title, List<Fact> facts) {
  /** What there is at first, or what a task calls. */
  record Fact(String what, String text) {}

  static Bounds of(ScenarioModel model) {
    Scenario scenario = model.scenario();
    boolean cgroups = model.revision().hasCgroups();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("EPC", epc(scenario)));
    Words words = new Words(cgroups);
    if (cgroups) {
      scenario.cgroups().forEach(c -> facts.add(new Fact("cgroup " + c.name(), limit(c))));
    }
    scenario.enclaves().forEach(e -> facts.add(new Fact("enclave " + e.name(), words.enclave(e))));
    scenario.vepcs().forEach(v -> facts.add(new Fact("virtual EPC " + v.name(), words.vepc(v))));
    scenario.processes().forEach(p -> facts.add(new Fact("process " + p.name(), words.process(p))));
    scenario.tasks().forEach(t -> facts.add(new Fact("task " + t.name(), task(t))));
    return new Bounds(scenario.title(), List.copyOf(facts));
  }

  private static String epc(Scenario scenario) {
    List<Integer> nodes = scenario.epcPages();
    String pages =
        nodes.stream()
            .map(n -> n + (n == 1 ? " page" : " pages"))
            .collect(Collectors.joining(", "));
    return pages
        + (nodes.size() == 1 ? "" : " on the NUMA nodes 0 to " + (nodes.size() - 1))
        + (scenario.watermarks() == null
            ? ""
            : "; ksgxd wakes below "
                + scenario.watermarks().low()
                + " free pages and goes on until "
                + scenario.watermarks().high());
  }

  private static String limit(Scenario.Cgroup cgroup) {
    return (cgroup.limit() == EpcCgroup.UNLIMITED
            ? "no limit"
            : "limited to " + cgroup.limit() + " EPC pages")
        + (cgroup.parent().equals(Scenario.ROOT) ? "" : ", below " + cgroup.parent());
  }

  private static void addList(List<String> parts, String what, List<?> items) {
    if (!items.isEmpty()) {
      parts.add(what + items.stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
  }

  private static String task(TaskSpec task) {
    return (task.process() == null ? "" : "a thread of " + task.process() + ": ")
        + task.calls().stream().map(Bounds::call).collect(Collectors.joining("; then "));
  }

  private static String call(Call call) {
    return call + " (" + call.verb().title() + ")";
  }

  /** What is there, and to which cgroup it belongs where the driver has any. */
  private record Words(boolean cgroups) {
    String enclave(Enclave enclave) {
      if (enclave.stage() == Scenario.Stage.OPENED) {
        return "opened, " + enclave.pages().size() + " pages to be added";
      }
      List<String> parts = new ArrayList<>();
      parts.add("SECS " + page(enclave.secs()));
      enclave.va().forEach(va -> parts.add("VA page " + page(va)));
      for (int i = 0; i < enclave.pages().size(); i++) {
        parts.add("page " + i + " " + page(enclave.pages().get(i)));
      }
      return (enclave.stage() == Scenario.Stage.CREATED ? "created, not initialized: " : "")
          + (enclave.debug() ? "for debugging: " : "")
          + String.join("; ", parts);
    }

    private String page(Page page) {
      if (page.state() == State.SWAPPED || page.state() == State.ABSENT) {
        return page.state() == State.SWAPPED ? "swapped out" : "absent";
      }
      return "in page#"
          + page.epc()
          + (cgroups ? charged(page.cgroup()) : "")
          + (page.isolatedBy() == null ? "" : ", isolated by " + page.isolatedBy());
    }

    String vepc(Vepc vepc) {
      List<String> parts = new ArrayList<>();
      parts.add(vepc.pages() + " pages");
      if (vepc.secsIn() != null) {
        parts.add("of a guest enclave whose SECS is in " + vepc.secsIn());
      }
      for (int i = 0; i < vepc.pages(); i++) {
        int epc = vepc.resident().get(i);
        if (epc >= 0) {
          parts.add("page " + i + " in page#" + epc + (cgroups ? charged(vepc.cgroup()) : ""));
        }
      }
      return String.join("; ", parts);
    }

    private static String charged(String cgroup) {
      return cgroup == null ? "" : " charged to " + cgroup;
    }

    String process(Proc process) {
      List<String> parts = new ArrayList<>();
      if (process.forkedBy() != null) {
        parts.add("forked by " + process.forkedBy());
      }
      if (process.cgroup() != null && cgroups) {
        parts.add("in cgroup " + process.cgroup());
      }
      addList(parts, "has mapped ", process.maps());
      addList(parts, "has a descriptor of ", process.opens());
      List<Scenario.PageRef> ptes = new ArrayList<>(process.present());
      ptes.addAll(process.young());
      addList(parts, "has PTEs of ", ptes);
      return String.join("; ", parts);
    }
  }
}
