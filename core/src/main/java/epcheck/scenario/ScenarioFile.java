package epcheck.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads scenarios from YAML. docs/scenario.md describes the form; of what it does not tell:
 *
 * <p>Pages without an EPC page number take those that are left, from 0 up: SECS, VA pages, pages,
 * enclave by enclave. An absent page is not in {@code page_array}.
 *
 * <p>Several tasks of a process are its threads, and share its descriptors. A process that is
 * forked has what its parent has at that time, and its task begins then.
 *
 * <p>What a task can call: {@link Verb}. Calls that fail in every interleaving are refused.
 *
 * <p>What {@code sometimes} names ({@link epcheck.oracle.Events.Kind}) some execution must come to,
 * or the scenario is not proved. A kill is asked only of revisions that have an OOM killer.
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
