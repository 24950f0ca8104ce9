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
 * epc: 5                      # EPC pages in all; what no enclave holds is free
 * free: []                    # which EPC pages are free, if that matters
 * cgroups:
 *   cg: {limit: 3}            # below root, which is always there; no limit unless given
 * enclaves:
 *   A:
 *     cgroup: cg              # to which its pages are charged; root unless given
 *     va: {cgroup: root}      # its VA page; always resident
 *     secs: resident          # its SECS: resident | swapped
 *     pages:                  # by index: resident | swapped | isolated by TASK
 *       - isolated by ksgxd
 * processes:
 *   P: {cgroup: cg, maps: [A], opens: [A], present: [A/0], young: []}
 * tasks:
 *   ksgxd: [reclaim]          # a kernel thread
 *   P: {process: P, calls: [access A/0, close A, exit]}
 *   kworker: [oom cg]
 * </pre>
 *
 * <p>A page may also be an EPC page number, or {@code {state: resident, epc: 2, cgroup: cg}}. Pages
 * without a number take those that are left, from 0 up: SECS, VA page, pages, enclave by enclave.
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
