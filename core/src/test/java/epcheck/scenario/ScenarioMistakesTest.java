package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import epcheck.report.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads who made a mistake: a golden file for each kind, {@code golden/scenario}. */
class ScenarioMistakesTest {
  /** Without a mistake; each case changes something in it. */
  static final String GOOD =
      """
      name: mine
      title: a test
      revisions: [v5]
      epc: 6
      cgroups:
        cg: {limit: 3}
      enclaves:
        A:
          cgroup: cg
          va: {cgroup: root}
          secs: 0
          pages:
            - isolated by ksgxd
        B:
          pages: [swapped]
      processes:
        P: {cgroup: cg, maps: [A], opens: [A], present: [A/0], young: []}
        Q: {maps: [B], opens: [B]}
      tasks:
        kworker/oom: [oom cg]
        ksgxd: [reclaim]
        P: {process: P, calls: [access A/0, close A, exit]}
        Q: {process: Q, calls: [access B/0]}
      """;

  /** Without a mistake too: every section and key that there is. */
  static final String EVERYTHING =
      """
      name: mine
      title: all of it
      revisions: [v5]
      epc: [10, 6]
      free: [0, 12, 13, 14, 15]
      watermarks: {low: 1, high: 2}
      cgroups:
        p: {limit: 9}
        q: {}
        c: {parent: p, limit: 3}
        d: {parent: p, limit: max}
        cc: {parent: c}
      enclaves:
        A:
          cgroup: c
          debug: true
          va: [{epc: 3, cgroup: root}, 1]
          secs: 2
          pages:
            - {state: isolated by T, epc: 5, cgroup: d}
            - trimmed
            - absent
        B:
          secs: swapped
          pages: [{state: swapped, type: tcs}]
        C:
          initialized: false
          va: {cgroup: root}
          secs: {state: resident}
          pages: [swapped, resident]
        D:
          created: false
          pages: [absent]
      vepc:
        V: {pages: 2, resident: [0], cgroup: p}
        W: {pages: 1, secs in: V}
      processes:
        P: {cgroup: c, node: 1, maps: [A], opens: [A], present: [A/0], young: [A/1]}
        Q: {maps: [C, V], opens: [B, C, D]}
        R: {forked by: P}
      tasks:
        T: [reclaim, reclaim]
        P: {process: P, calls: [access A/2, fork R]}
        Q: {process: Q, calls: [create D, vepc-fault V/1]}
        R: {process: R, calls: [access A/0, exit]}
      sometimes:
        v5: [kill A, sigbus]
        mainline: [evict A/0]
      """;

  /** For each kind of mistake pairs of a text of {@link #GOOD} and what stands there instead. */
  private static Map<String, List<String>> edits() {
    Map<String, List<String>> edits = new LinkedHashMap<>();
    // The form.
    edits.put("unknown-key", List.of("cgroups:", "cgruops:"));
    edits.put("unknown-key-in-cgroup", List.of("limit: 3", "max: 3"));
    edits.put("unknown-key-in-enclave", List.of("    secs: 0", "    sec: 0"));
    edits.put("unknown-key-in-page", List.of("va: {cgroup: root}", "va: {cgrp: root}"));
    edits.put("unknown-key-in-process", List.of("opens: [B]", "open: [B]"));
    edits.put("unknown-key-in-task", List.of("calls: [access B/0]", "call: [access B/0]"));
    edits.put("missing-name", List.of("name: mine\n", ""));
    edits.put("missing-epc", List.of("epc: 6\n", ""));
    edits.put("missing-pages", List.of("    pages: [swapped]", "    secs: resident"));
    edits.put("missing-calls", List.of(", calls: [access B/0]", ""));
    edits.put("missing-sections", List.of(GOOD, "name: mine\nepc: 2\n"));
    edits.put("nothing-behind-key", List.of("epc: 6", "epc:"));
    edits.put("duplicate-key", List.of("epc: 6", "epc: 6\nname: yours"));
    edits.put(
        "duplicate-enclave", List.of("  B:\n    pages: [swapped]", "  A: {pages: [swapped]}"));
    edits.put("duplicate-task", List.of("  Q: {process: Q, calls", "  P: {process: Q, calls"));
    edits.put("number-as-text", List.of("epc: 6", "epc: six"));
    edits.put("number-as-list", List.of("epc: 6", "epc: [6]"));
    edits.put("number-octal", List.of("epc: 6", "epc: 06"));
    edits.put("number-too-large", List.of("epc: 6", "epc: 600"));
    edits.put("limit-negative", List.of("limit: 3", "limit: -1"));
    edits.put("text-as-mapping", List.of("name: mine", "name: {is: mine}"));
    edits.put("list-as-text", List.of("maps: [B]", "maps: B"));
    edits.put("list-as-mapping", List.of("maps: [B]", "maps: {B: 1}"));
    edits.put("mapping-as-list", List.of("  cg: {limit: 3}", "  - cg"));
    edits.put("mapping-as-number", List.of("cg: {limit: 3}", "cg: 3"));
    edits.put("enclave-as-list", List.of("  B:\n    pages: [swapped]", "  B: [swapped]"));
    edits.put("call-as-mapping", List.of("[access B/0]", "[access: B/0]"));
    edits.put(
        "bad-name",
        List.of(
            "  B:\n",
            "  B/1:\n",
            "maps: [B], opens: [B]",
            "maps: [B/1]",
            "[access B/0]",
            "[exit]"));
    edits.put("empty-section", List.of("enclaves:\n", "enclaves: {}\nenclave:\n"));
    edits.put("list-for-a-scenario", List.of(GOOD, "- name: mine\n- epc: 6\n"));
    edits.put("text-for-a-scenario", List.of(GOOD, "a note on enclaves\n"));
    // Not YAML.
    edits.put("empty-file", List.of(GOOD, ""));
    edits.put("comments-only", List.of(GOOD, "# nothing yet\n\n"));
    edits.put("tab", List.of("  cg: {limit", "\tcg: {limit"));
    edits.put("two-colons", List.of("title: a test", "title: test: it"));
    edits.put("no-colon", List.of("title: a test", "title a test"));
    edits.put("open-bracket", List.of("maps: [B]", "maps: [B"));
    edits.put("open-brace", List.of("opens: [B]}", "opens: [B]"));
    edits.put("stray-brace", List.of("epc: 6", "epc: 6}", "cgroups:\n", "}\ncgroups:\n"));
    edits.put("open-quote", List.of("title: a test", "title: 'a test"));
    edits.put("strange-character", List.of("title: a test", "title: @test"));
    edits.put("control-character", List.of("a test", "a \u0007test"));
    edits.put("uneven-indent", List.of("    va: {cgroup: root}", "   va: {cgroup: root}"));
    edits.put("alias", List.of("pages: [swapped]", "pages: *same"));
    edits.put("tag", List.of("epc: 6", "epc: !int 6"));
    edits.put("list-as-key", List.of("cg: {limit: 3}", "? [cg]\n  : {limit: 3}"));
    edits.put("two-documents", List.of("tasks:", "---\ntasks:"));
    edits.put(
        "deep-nesting", List.of("opens: [B]", "opens: [[[[[[[[[[[[[[[[[[[[B]]]]]]]]]]]]]]]]]]]]"));
    // Revisions and cgroups.
    edits.put("unknown-revision", List.of("[v5]", "[v5, mainlin]"));
    edits.put("duplicate-revision", List.of("[v5]", "[v5, v5]"));
    edits.put("revision-without-oom", List.of("[v5]", "[mainline, v5]"));
    edits.put("root-declared", List.of("  cg: {limit: 3}", "  cg: {limit: 3}\n  root: {limit: 5}"));
    edits.put("unknown-cgroup", List.of("    cgroup: cg", "    cgroup: gc"));
    edits.put("unknown-cgroup-of-page", List.of("{cgroup: root}", "{cgroup: rot}"));
    edits.put("unknown-cgroup-of-process", List.of("P: {cgroup: cg", "P: {cgroup: cg2"));
    edits.put("unknown-cgroup-in-oom", List.of("oom cg", "oom group"));
    // EPC pages.
    edits.put("epc-too-small", List.of("epc: 6", "epc: 3"));
    edits.put("epc-out-of-range", List.of("secs: 0", "secs: 6"));
    edits.put("epc-used-twice", List.of("{cgroup: root}", "{epc: 0, cgroup: root}"));
    edits.put("free-and-owned", List.of("epc: 6", "epc: 6\nfree: [0]"));
    edits.put("free-out-of-range", List.of("epc: 6", "epc: 6\nfree: [6]"));
    edits.put("free-twice", List.of("epc: 6", "epc: 6\nfree: [5, 5]"));
    edits.put("free-incomplete", List.of("epc: 6", "epc: 7\nfree: [6]"));
    edits.put("epc-none-left", List.of("epc: 6", "epc: 6\nfree: [4, 5]"));
    edits.put("free-no-number", List.of("epc: 6", "epc: 6\nfree: [last]"));
    // Pages.
    edits.put("unknown-state", List.of("[swapped]", "[swaped]"));
    edits.put("unknown-state-far-off", List.of("[swapped]", "[out]"));
    edits.put("state-as-list", List.of("[swapped]", "[[swapped]]"));
    edits.put("page-empty", List.of("pages: [swapped]", "pages:\n      -"));
    edits.put("swapped-with-epc", List.of("[swapped]", "[{state: swapped, epc: 5}]"));
    edits.put("va-swapped", List.of("va: {cgroup: root}", "va: swapped"));
    edits.put("secs-isolated", List.of("secs: 0", "secs: isolated by ksgxd"));
    edits.put("secs-swapped-child-resident", List.of("secs: 0", "secs: swapped"));
    edits.put("isolated-by-nobody", List.of("isolated by ksgxd", "isolated"));
    edits.put("isolated-by-unknown-task", List.of("isolated by ksgxd", "isolated by ksgx"));
    edits.put("isolated-by-other-task", List.of("isolated by ksgxd", "isolated by kworker/oom"));
    edits.put("isolated-reclaim-later", List.of("[reclaim]", "[oom cg, reclaim]"));
    edits.put(
        "enclave-of-nobody", List.of("maps: [B], opens: [B]", "", "[access B/0]", "[reclaim]"));
    // Processes.
    edits.put("unknown-enclave", List.of("opens: [B]", "opens: [BB]"));
    edits.put("maps-twice", List.of("maps: [B]", "maps: [B, B]"));
    edits.put("pte-no-page", List.of("[A/0], young", "[A], young"));
    edits.put("pte-index-out-of-range", List.of("[A/0], young", "[A/1], young"));
    edits.put("pte-unknown-enclave", List.of("[A/0], young", "[C/0], young"));
    edits.put("pte-not-mapped", List.of("opens: [B]", "opens: [B], present: [A/0]"));
    edits.put("pte-not-resident", List.of("opens: [B]", "opens: [B], young: [B/0]"));
    edits.put("pte-present-and-young", List.of("young: []", "young: [A/0]"));
    edits.put("pte-twice", List.of("present: [A/0]", "present: [A/0, A/0]"));
    // Tasks and calls.
    edits.put("unknown-process", List.of("process: Q", "process: R"));
    edits.put(
        "ksgxd-with-process", List.of("ksgxd: [reclaim]", "ksgxd: {process: Q, calls: [reclaim]}"));
    edits.put("no-calls", List.of("kworker/oom: [oom cg]", "kworker/oom: []"));
    edits.put("unknown-call", List.of("[access B/0]", "[acess B/0]"));
    edits.put("unknown-call-far-off", List.of("[access B/0]", "[fly B]"));
    edits.put("call-without-operand", List.of("[access B/0]", "[access]"));
    edits.put("call-with-two-operands", List.of("close A", "close A B"));
    edits.put("call-with-needless-operand", List.of("exit]", "exit P]"));
    edits.put("access-no-page", List.of("[access B/0]", "[access B]"));
    edits.put("access-out-of-range", List.of("[access B/0]", "[access B/2]"));
    edits.put(
        "access-without-process", List.of("{process: Q, calls: [access B/0]}", "[access B/0]"));
    edits.put("access-not-mapped", List.of("[access B/0]", "[access A/0]"));
    edits.put("close-unknown-enclave", List.of("close A", "close C"));
    edits.put("close-not-open", List.of("[access B/0]", "[close A]"));
    edits.put("close-twice", List.of("[access B/0]", "[close B, close B]"));
    edits.put("close-without-process", List.of("[oom cg]", "[close B]"));
    edits.put("exit-without-process", List.of("[oom cg]", "[exit]"));
    edits.put("call-after-exit", List.of("close A, exit", "exit, close A"));
    edits.put(
        "exit-with-other-thread",
        List.of("process: Q, calls: [access B/0]", "process: P, calls: [access A/0]"));
    edits.put(
        "too-many-tasks",
        List.of(
            "  ksgxd:",
            Stream.iterate(1, i -> i + 1)
                    .limit(7)
                    .map(i -> "  k" + i + ": reclaim\n")
                    .reduce("", String::concat)
                + "  ksgxd:"));
    // Many.
    edits.put(
        "several-mistakes",
        List.of(
            "epc: 6",
            "epc: six",
            "  cg: {limit",
            "  cg: {limits",
            "secs: 0",
            "secs: gone",
            "maps: [B]",
            "maps: [b]",
            "exit]",
            "exti]"));
    return edits;
  }

  /** The same for {@link #EVERYTHING}. */
  private static Map<String, List<String>> moreEdits() {
    Map<String, List<String>> edits = new LinkedHashMap<>();
    // EPC and cgroups.
    edits.put("epc-of-node-no-number", List.of("epc: [10, 6]", "epc: [10, six]"));
    edits.put("epc-of-nodes-too-large", List.of("epc: [10, 6]", "epc: [10, 7]"));
    edits.put("too-many-nodes", List.of("epc: [10, 6]", "epc: [10, 2, 2, 1, 1]"));
    edits.put("unknown-node", List.of("node: 1", "node: 2"));
    edits.put("watermarks-as-number", List.of("{low: 1, high: 2}", "2"));
    edits.put("watermarks-incomplete", List.of("{low: 1, high: 2}", "{low: 1}"));
    edits.put("watermarks-upside-down", List.of("{low: 1, high: 2}", "{low: 3, high: 2}"));
    edits.put("ksgxd-with-watermarks", List.of("  T: [rec", "  ksgxd: [reclaim]\n  T: [rec"));
    edits.put("unknown-parent", List.of("c: {parent: p,", "c: {parent: pp,"));
    edits.put("parent-later", List.of("  p: {limit: 9}", "  p: {parent: q}"));
    edits.put("parent-itself", List.of("d: {parent: p,", "d: {parent: d,"));
    // Enclaves.
    edits.put("not-created-with-secs", List.of("created: false", "created: false\n    secs: 0"));
    edits.put(
        "not-created-initialized",
        List.of("created: false", "created: false\n    initialized: true"));
    edits.put("not-created-with-page", List.of("    pages: [absent]", "    pages: [swapped]"));
    edits.put("not-initialized-secs-swapped", List.of("secs: {state: resident}", "secs: swapped"));
    edits.put("not-initialized-trimmed", List.of("[swapped, resident]", "[swapped, trimmed]"));
    edits.put("debug-no-yes", List.of("debug: true", "debug: yes"));
    edits.put("unknown-type", List.of("type: tcs", "type: tsc"));
    edits.put("absent-with-epc", List.of("    - absent", "    - {state: absent, epc: 0}"));
    edits.put("secs-absent", List.of("secs: 2", "secs: absent"));
    edits.put("va-too-few", List.of("va: [{epc: 3, cgroup: root}, 1]", "va: [3]"));
    edits.put("va-one-number-for-two", List.of("va: [{epc: 3, cgroup: root}, 1]", "va: 3"));
    // Virtual EPC.
    edits.put("vepc-without-pages", List.of("V: {pages: 2, ", "V: {"));
    edits.put("vepc-page-out-of-range", List.of("resident: [0]", "resident: [2]"));
    edits.put("vepc-page-twice", List.of("resident: [0]", "resident: [0, 0]"));
    edits.put("vepc-named-as-enclave", List.of("W: {pages: 1,", "A: {pages: 1,"));
    edits.put("vepc-secs-in-itself", List.of("secs in: V", "secs in: W"));
    edits.put("vepc-unknown", List.of("vepc-fault V/1", "vepc-fault X/1"));
    edits.put("vepc-no-such-page", List.of("vepc-fault V/1", "vepc-fault V/2"));
    edits.put("vepc-not-mapped", List.of("maps: [C, V]", "maps: [C]"));
    edits.put("vepc-fault-after-close", List.of("vepc-fault V/1", "vepc-close V, vepc-fault V/1"));
    edits.put("vepc-closed-twice", List.of("vepc-fault V/1", "vepc-close V, vepc-close V"));
    // Forks.
    edits.put("forked-with-maps", List.of("{forked by: P}", "{forked by: P, maps: [A]}"));
    edits.put("forked-by-unknown", List.of("{forked by: P}", "{forked by: PP}"));
    edits.put("forked-by-itself", List.of("{forked by: P}", "{forked by: R}"));
    edits.put("never-forked", List.of(", fork R]", "]"));
    edits.put("forked-twice", List.of(", fork R]", ", fork R, fork R]"));
    edits.put("forked-by-other", List.of("[create D", "[fork R, create D"));
    edits.put("fork-of-no-child", List.of("[create D", "[fork P, create D"));
    edits.put(
        "forked-with-two-tasks",
        List.of("exit]}\n", "exit]}\n  R2: {process: R, calls: [access A/0]}\n"));
    edits.put(
        "fork-with-other-thread-closing",
        List.of("exit]}\n", "exit]}\n  P2: {process: P, calls: [close A]}\n"));
    edits.put(
        "isolated-by-child",
        List.of("isolated by T", "isolated by R", "[access A/0, exit]", "[reclaim]"));
    // Calls on memory.
    edits.put("call-incomplete", List.of("[create D", "[mprotect C"));
    edits.put("call-with-too-many-operands", List.of("[create D", "[mprotect C r w"));
    edits.put("pages-backwards", List.of("[create D", "[munmap C/1-0"));
    edits.put("pages-out-of-range", List.of("[create D", "[munmap C/1-2"));
    edits.put("no-protection", List.of("[create D", "[mmap C/1 w"));
    edits.put("munmap-not-mapped", List.of("[create D", "[munmap B"));
    edits.put(
        "mmap-not-open", List.of("opens: [B, C, D]", "opens: [B, D]", "[create D", "[mmap C"));
    edits.put("access-after-munmap", List.of("[access A/2", "[munmap A, access A/2"));
    edits.put(
        "access-absent",
        List.of("[swapped, resident]", "[swapped, resident, absent]", "[create D", "[access C/2"));
    edits.put("run-not-initialized", List.of("[create D", "[run C/0"));
    edits.put("peek-itself", List.of("[access A/2", "[peek P A/0, access A/2"));
    edits.put("peek-not-mapped", List.of("[create D", "[peek P B/0"));
    edits.put("peek-no-debug", List.of("debug: true", "debug: false", "[create D", "[peek P A/0"));
    // ioctls.
    edits.put("create-again", List.of("[create D", "[create C"));
    edits.put("add-initialized", List.of("[create D", "[add B/0"));
    edits.put("add-not-created", List.of("[create D", "[add D/0"));
    edits.put("init-again", List.of("[create D", "[init B"));
    edits.put("restrict-not-initialized", List.of("[create D", "[restrict C/0"));
    edits.put("restrict-absent", List.of("[access A/2", "[restrict A/2"));
    edits.put("modify-no-type", List.of("[access A/2", "[modify A/0 reg"));
    edits.put("remove-not-trimmed", List.of("[access A/2", "[remove A/0"));
    edits.put("ioctl-after-close", List.of("[create D", "[close D, create D"));
    // Calls on cgroups and on the rest.
    edits.put("max-of-root", List.of("[reclaim, reclaim]", "[reclaim, max root 3]"));
    edits.put("max-no-number", List.of("[reclaim, reclaim]", "[reclaim, max c few]"));
    edits.put("rmdir-root", List.of("[reclaim, reclaim]", "[reclaim, rmdir root]"));
    edits.put("rmdir-with-child", List.of("[reclaim, reclaim]", "[reclaim, rmdir p]"));
    edits.put("rmdir-with-process", List.of("[reclaim, reclaim]", "[reclaim, rmdir cc, rmdir c]"));
    edits.put("rmdir-twice", List.of("[reclaim, reclaim]", "[reclaim, rmdir q, rmdir q]"));
    edits.put("max-after-rmdir", List.of("[reclaim, reclaim]", "[reclaim, rmdir q, max q 1]"));
    edits.put(
        "migrate-and-rmdir", List.of("[reclaim, reclaim]", "[reclaim, migrate P q, rmdir q]"));
    edits.put("migrate-unknown", List.of("[reclaim, reclaim]", "[reclaim, migrate X q]"));
    edits.put("signal-unknown", List.of("[reclaim, reclaim]", "[reclaim, signal T]"));
    edits.put("memory-back-early", List.of("[reclaim, reclaim]", "[reclaim, memory-back]"));
    edits.put(
        "memory-failure-no-page", List.of("[reclaim, reclaim]", "[reclaim, memory-failure 16]"));
    edits.put(
        "memory-failure-not-resident",
        List.of("[reclaim, reclaim]", "[reclaim, memory-failure B/0]"));
    edits.put(
        "write-back-not-created",
        List.of("[reclaim, reclaim]", "[reclaim, write-back D]", "[create D, ", "["));
    edits.put(
        "revision-without-cgroups",
        List.of(
            "revisions: [v5]",
            "revisions: [mainline]",
            "[reclaim, reclaim]",
            "[reclaim, max c 1]"));
    // Events.
    edits.put("sometimes-unknown-event", List.of("kill A", "kil A"));
    edits.put("sometimes-unknown-revision", List.of("  v5: [kill", "  v55: [kill"));
    edits.put("sometimes-unknown-enclave", List.of("kill A", "kill Z"));
    edits.put("sometimes-no-page", List.of("evict A/0", "evict A"));
    edits.put("sometimes-of-nothing", List.of("kill A", "kill"));
    edits.put("sometimes-of-two", List.of("kill A", "kill A B"));
    edits.put("sometimes-twice", List.of("kill A", "sigbus"));
    edits.put("sometimes-cannot-be", List.of("evict A/0", "kill A"));
    edits.put("sometimes-as-text", List.of("[evict A/0]", "evict A/0"));
    return edits;
  }

  @TestFactory
  Stream<DynamicTest> everyKind() {
    return Stream.concat(tests(GOOD, edits()), tests(EVERYTHING, moreEdits()));
  }

  private static Stream<DynamicTest> tests(String good, Map<String, List<String>> edits) {
    return edits.entrySet().stream()
        .map(
            edit ->
                DynamicTest.dynamicTest(
                    edit.getKey(), () -> check(good, edit.getKey(), edit.getValue())));
  }

  private static void check(String good, String kind, List<String> edits) {
    String text = good;
    for (int i = 0; i < edits.size(); i += 2) {
      assertThat(text).contains(edits.get(i));
      text = text.replace(edits.get(i), edits.get(i + 1));
    }
    ScenarioException e = mistakesOf(text);
    Golden.check("scenario/" + kind + ".golden", e.getMessage() + "\n");
    assertThat(e.mistakes()).isSortedAccordingTo(Comparator.comparingInt(Mistake::line));
    assertThat(e.getMessage()).doesNotContain("jackson", "snakeyaml", "Exception", "java.", "null");
  }

  private static ScenarioException mistakesOf(String text) {
    ScenarioException e =
        catchThrowableOfType(ScenarioException.class, () -> ScenarioFile.read("mine.yaml", text));
    assertThat(e).isNotNull();
    return e;
  }

  @Test
  void theScenarioThatTheyAreMadeFromHasNone() throws ScenarioException {
    assertThat(ScenarioFile.read("mine.yaml", GOOD).name()).isEqualTo("mine");
    assertThat(ScenarioFile.read("mine.yaml", EVERYTHING).name()).isEqualTo("mine");
  }

  @Test
  void noGoldenFileIsLeftOver() throws IOException {
    Set<String> kinds = new HashSet<>(edits().keySet());
    kinds.addAll(moreEdits().keySet());
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden/scenario"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".golden", "")))
          .allMatch(kinds::contains);
    }
  }

  @Test
  void aMistakeKnowsItsPlace() {
    assertThat(mistakesOf(GOOD.replace("cgroup: cg\n", "cgroup: gc\n")).mistakes())
        .containsExactly(
            new Mistake("mine.yaml", 9, 13, "enclave A: unknown cgroup 'gc'", "did you mean cg?"));
  }

  @Test
  void placesAreTheSameWithOtherLineEnds() {
    String wrong = GOOD.replace("process: Q", "process: R");
    assertThat(mistakesOf(wrong.replace("\n", "\r\n")).mistakes())
        .isEqualTo(mistakesOf(wrong).mistakes());
  }

  @Test
  void aLongLineIsCut() {
    String wrong = GOOD.replace("title: a test", "title: " + "long ".repeat(100) + ": x");
    assertThat(mistakesOf(wrong).getMessage().lines()).allMatch(line -> line.length() <= 110);
  }

  @Test
  void filesThatCannotBeRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("binary.yaml");
    Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});
    assertThat(read(file).getMessage()).contains("binary.yaml:1:1: this is not text in UTF-8");
    Files.write(file, "name: \u00e4".getBytes(StandardCharsets.UTF_16));
    assertThat(read(file).mistakes()).hasSize(1);
    Files.writeString(file, "a".repeat(2_000_000));
    assertThat(read(file).getMessage()).contains("larger than a megabyte").hasSizeLessThan(500);
    assertThat(read(folder).getMessage()).contains("this is a folder; name a YAML file");
    assertThat(read(folder.resolve("none.yaml")).getMessage())
        .contains("none.yaml: no such file")
        .contains("last-page");
  }

  private static ScenarioException read(Path file) {
    return catchThrowableOfType(ScenarioException.class, () -> ScenarioFile.read(file));
  }
}
