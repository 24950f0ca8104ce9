package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.Verb.Caller;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Refuses calls that cannot come after what the task, or its process, has called before. */
final class OrderRules {
  private final Draft draft;
  private final Mistakes mistakes;

  /** Where each cgroup is removed, and each virtual EPC closed. */
  private final Map<String, At<Call>> removed = new HashMap<>();

  OrderRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  void check() {
    draft.tasks.values().forEach(this::exit);
    draft.tasks.values().forEach(this::afterClose);
    draft.tasks.values().forEach(this::afterMunmap);
    draft.tasks.values().forEach(this::afterRemoval);
    closes();
  }

  /**
   * An exit is the end of a process: the model has no threads that outlive it, and no last thread
   * to wait for.
   */
  private void exit(DraftTask task) {
    boolean gone = false;
    for (At<Call> call : task.calls) {
      if (gone) {
        mistakes.add(
            call.at(),
            "task " + task.name.value() + " has exited before this call",
            "let exit be its last call");
        break;
      }
      gone = call.value().verb() == Verb.EXIT;
      if (gone && task.process != null) {
        onlyThread(task, call);
      }
    }
  }

  private void onlyThread(DraftTask task, At<Call> exit) {
    String process = task.process.value();
    draft
        .threadsOf(process)
        .filter(other -> other != task)
        .findFirst()
        .ifPresent(
            other ->
                mistakes.add(
                    exit.at(),
                    "task %s exits, but %s is a thread of process %s too"
                        .formatted(task.name.value(), other.name.value(), process),
                    "a process that exits has one thread here: give the other a process of its"
                        + " own"));
  }

  /** What needs the descriptor that the task itself has closed. Another thread may be earlier. */
  private void afterClose(DraftTask task) {
    Map<String, At<Call>> closed = new HashMap<>();
    for (At<Call> at : task.calls) {
      Call call = at.value();
      if (call.verb() == Verb.CLOSE) {
        closed.putIfAbsent(call.pages().of(), at);
      } else if (call.verb().caller() == Caller.HOLDER && closed.containsKey(call.pages().of())) {
        mistakes.add(
            at.at(),
            "task %s has closed %s before this call"
                .formatted(task.name.value(), call.pages().of()),
            "it does so in line " + closed.get(call.pages().of()).at().line() + ": close it later");
        return;
      }
    }
  }

  /** What touches pages that the task itself has unmapped, and that nobody maps again. */
  private void afterMunmap(DraftTask task) {
    Map<String, At<Call>> gone = new HashMap<>();
    for (At<Call> at : task.calls) {
      Call call = at.value();
      if (call.verb() == Verb.MUNMAP && call.pages().isAll()) {
        gone.putIfAbsent(call.pages().of(), at);
      } else if (call.verb() == Verb.MMAP) {
        gone.remove(call.pages().of());
      } else if (call.verb().caller() == Caller.MAPPER
          && gone.containsKey(call.pages().of())
          && !otherThreadMaps(task, call.pages().of())) {
        mistakes.add(
            at.at(),
            "task %s has unmapped %s before this call"
                .formatted(task.name.value(), call.pages().of()),
            "it does so in line " + gone.get(call.pages().of()).at().line() + ": map it again");
        return;
      }
    }
  }

  private boolean otherThreadMaps(DraftTask task, String enclave) {
    return task.process == null
        || draft
            .threadsOf(task.process.value())
            .filter(other -> other != task)
            .anyMatch(
                other ->
                    !other.understood
                        || other.calls.stream().anyMatch(at -> at.value().is(Verb.MMAP, enclave)));
  }

  /** A cgroup is removed once, and is not there for the task that has done so. */
  private void afterRemoval(DraftTask task) {
    Map<String, At<Call>> mine = new HashMap<>();
    for (At<Call> at : task.calls) {
      Call call = at.value();
      if (call.verb() == Verb.RMDIR || call.verb() == Verb.VEPC_CLOSE) {
        boolean rmdir = call.verb() == Verb.RMDIR;
        String what = rmdir ? "cgroup " + call.cgroup() : "virtual EPC " + call.pages().of();
        At<Call> first = removed.putIfAbsent(what, at);
        if (first != null) {
          mistakes.add(
              at.at(),
              what + (rmdir ? " is removed twice" : " is closed twice"),
              "it is so in line " + first.at().line() + " already: leave one of them out");
        }
        mine.putIfAbsent(what, at);
        continue;
      }
      String what =
          call.cgroup() != null
              ? "cgroup " + call.cgroup()
              : call.pages() != null ? "virtual EPC " + call.pages().of() : "";
      if (mine.containsKey(what)) {
        mistakes.add(
            at.at(),
            "task %s has done away with %s before this call".formatted(task.name.value(), what),
            "it does so in line " + mine.get(what).at().line() + ": do it later");
        return;
      }
    }
  }

  /** A descriptor is closed once. */
  private void closes() {
    Map<List<String>, At<Call>> closed = new LinkedHashMap<>();
    for (DraftTask task : draft.tasks.values()) {
      for (At<Call> call : task.calls) {
        if (task.process != null && call.value().verb() == Verb.CLOSE) {
          String process = task.process.value();
          String enclave = call.value().pages().of();
          At<Call> first = closed.putIfAbsent(List.of(process, enclave), call);
          if (first != null) {
            mistakes.add(
                call.at(),
                "process %s closes %s twice".formatted(process, enclave),
                "it has one descriptor of it, which is closed in line " + first.at().line());
          }
        }
      }
    }
  }
}
