package epcheck.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads scenarios from YAML. The shipped ones, {@code last-page} first, are the best description of
 * the form:
 *
 * <pre>
 * name: last-page
 * title: what it shows, in a line
 * revisions: [v5]             # which it is meant for; all that can run it, unless given
 * epc: 5                      # EPC pages in all, or of each NUMA node: [4, 1]
 * free: []                    # which EPC pages are free, if that matters
 * watermarks: {low: 1, high: 2}
 * srcu: big                   # callbacks on a list for each CPU; on one list unless given
 * cgroups:
 *   cg: {limit: 3}            # below root, which is always there; no limit unless given
 *   child: {parent: cg}
 * enclaves:
 *   A:
 *     cgroup: cg              # to which its pages are charged; root unless given
 *     va: {cgroup: root}      # its VA pages, or a list of them; always resident
 *     secs: resident          # its SECS: resident | swapped
 *     pages:                  # by index: resident | swapped | isolated by TASK | absent | trimmed
 *       - isolated by ksgxd
 *     debug: true
 *   B: {initialized: false, pages: [resident, absent]}
 *   C: {created: false, pages: [absent]}
 * vepc:
 *   V: {pages: 2, resident: [0], cgroup: cg}
 *   W: {pages: 1, secs in: V} # a second one of the same guest
 * processes:
 *   P: {cgroup: cg, node: 0, maps: [A, V], opens: [A], present: [A/0], young: []}
 *   Q: {forked by: P}
 * tasks:
 *   ksgxd: [reclaim]          # a kernel thread
 *   P: {process: P, calls: [access A/0, fork Q, close A, exit]}
 *   kworker: [oom cg]
 * sometimes: [kill A, evict A/0]
 * rules: [late-allocation]    # those that a scenario has to ask for: epcheck list oracles
 * </pre>
 *
 * <p>A page may also be an EPC page number, or {@code {state: resident, type: tcs, epc: 2, cgroup:
 * cg}}. Pages without a number take those that are left, from 0 up: SECS, VA pages, pages, enclave
 * by enclave. An absent page is not in {@code page_array}; a trimmed one is PT_TRIM, and accepted.
 *
 * <p>With watermarks ksgxd is a thread of the kernel that allocations wake; without them nobody
 * does, and a scenario calls {@code reclaim} by itself.
 *
 * <p>Several tasks of a process are its threads, and share its descriptors. A process that is
 * forked has what its parent has at that time, and its task begins then.
 *
 * <p>What a task can call: {@link Verb}. Calls that fail in every interleaving are refused.
 *
 * <p>{@code sometimes} names what some execution must come to ({@link epcheck.oracle.Events.Kind}),
 * or a scenario is not proved: a list, or one for each revision, {@code {v5: [kill A]}}. A kill is
 * asked only of revisions that have an OOM killer.
 */
public final class ScenarioFile {
  private ScenarioFile() {}

  /** Reads a file. */
  public static Scenario read(Path file) throws ScenarioException {
    try (InputStream in = Files.newInputStream(file)) {
      // Not all of it: it may be a device.
      return read(file.toString(), in.readNBytes(YamlText.MAX_LENGTH + 1));
    } catch (IOException e) {
      String what = Files.isDirectory(file) ? "this is a folder" : "cannot be read";
      throw new ScenarioException(
          new Mistake(
              file.toString(),
              0,
              0,
              Files.exists(file) ? what : "no such file",
              "name a YAML file, or a shipped scenario: "
                  + String.join(", ", ShippedScenarios.names())));
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @param file how mistakes name it
   */
  static Scenario read(String file, byte[] bytes) throws ScenarioException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      Mistakes mistakes = new Mistakes(file, new String(bytes, StandardCharsets.UTF_8));
      throw mistakes.because(
          1, 1, "this is not text in UTF-8", "save it as UTF-8, or name a YAML file");
    }
    return read(file, text);
  }

  /**
   * Reads a text.
   *
   * @param file how mistakes name it
   */
  public static Scenario read(String file, String text) throws ScenarioException {
    Mistakes mistakes = new Mistakes(file, text);
    YamlNode root = YamlText.parse(text, mistakes);
    Draft draft = new ScenarioReader(mistakes).read(root);
    if (draft != null) {
      new EpcNumbers(draft, mistakes).assign();
      new ScenarioRules(draft, mistakes).check();
    }
    mistakes.throwIfAny();
    return draft.scenario();
  }
}
