package epcheck.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario for each call, in which it can be made, in all of its spellings. */
final class EveryCall {
  private static final String BASE =
      """
      name: every
      epc: 12
      cgroups: {cg: {limit: 6}, empty: {parent: cg}}
      enclaves:
        A: {debug: true, cgroup: cg, pages: [resident, trimmed, absent]}
        B: {initialized: false, pages: [absent, absent]}
        C: {created: false, pages: [absent]}
      vepc:
        V: {pages: 2, resident: [0]}
      processes:
        P: {cgroup: cg, maps: [A, V], opens: [A, B, C]}
        Q: {maps: [A], opens: [A]}
      """;

  private EveryCall() {}

  /** As they are written, and as {@code expected} has them again. */
  private static List<String> calls(Verb verb) {
    return switch (verb) {
      case ACCESS -> List.of("access A/0", "access A/2");
      case RUN -> List.of("run A/0", "run A/0");
      case ACCEPT -> List.of("accept A/0");
      case MMAP -> List.of("mmap A = mmap A rw", "mmap A/0-1 r", "mmap B rw", "mmap A/2 rw");
      case MUNMAP -> List.of("munmap A/0-1", "munmap A/2", "munmap A");
      case MPROTECT -> List.of("mprotect A/0 r", "mprotect A rw");
      case PEEK -> List.of("peek Q A/0");
      case FORK -> List.of("fork R");
      case CLOSE -> List.of("close A", "close B", "close C");
      case EXIT, RECLAIM, OUT_OF_MEMORY -> List.of(verb.word());
      case SIGNAL -> List.of("signal P");
      case CREATE -> List.of("create C");
      case ADD -> List.of("add B/0", "add B/0-1");
      case INIT -> List.of("init B");
      case RESTRICT -> List.of("restrict A/0");
      case MODIFY -> List.of("modify A/0 tcs", "modify A/0-1 trim");
      case REMOVE -> List.of("remove A/1");
      case WORKER -> List.of("worker cg", "worker root");
      case OOM -> List.of("oom cg", "oom root");
      case MAX -> List.of("max cg 2", "max cg max", "max cg 0");
      case RMDIR -> List.of("rmdir empty");
      case MIGRATE -> List.of("migrate P empty", "migrate P root");
      case MEMORY_FAILURE -> List.of("memory-failure 11", "memory-failure A/0");
      case MEMORY_BACK -> List.of("out-of-memory", "memory-back");
      case WRITE_BACK -> List.of("write-back A");
      case DROP_CLEAN -> List.of("drop-clean A");
      case VEPC_FAULT -> List.of("vepc-fault V/0", "vepc-fault V/1");
      case VEPC_REMOVE_ALL -> List.of("vepc-remove-all V");
      case VEPC_CLOSE -> List.of("vepc-close V");
    };
  }

  static String of(Verb verb) {
    String calls =
        calls(verb).stream().map(call -> call.split(" = ")[0]).collect(Collectors.joining(", "));
    boolean kernel = verb.caller() == Verb.Caller.ANYBODY;
    String child = verb == Verb.FORK ? "  R: {forked by: P}\n" : "";
    return BASE
        + child
        + "tasks:\n  T: "
        + (kernel ? "[" + calls + "]" : "{process: P, calls: [" + calls + "]}")
        + "\n"
        + (child.isEmpty() ? "" : "  R: {process: R, calls: [access A/0, exit]}\n");
  }

  /** Those of this verb. */
  static String expected(Verb verb) {
    return calls(verb).stream()
        .map(call -> call.split(" = "))
        .map(forms -> forms[forms.length - 1])
        .filter(call -> Arrays.asList(call.split(" ")).get(0).equals(verb.word()))
        .collect(Collectors.joining(", "));
  }
}
