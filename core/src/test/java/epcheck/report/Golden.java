package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reports as they shall be: files below {@code src/test/resources/golden}, compared as text. {@code
 * mvn test -Depcheck.golden=update} writes them anew; the change is then reviewed as a diff.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  /** Compares; a line of it longer than the widest report may be is an error in any case. */
  public static void check(String name, String actual) {
    for (String line : actual.split("\n", -1)) {
      if (name.endsWith(".golden")) {
        assertThat(line).hasSizeLessThanOrEqualTo(ConsoleReport.WIDTH);
        assertThat(line).doesNotEndWith(" ");
      }
    }
    Path file = FOLDER.resolve(name);
    try {
      if ("update".equals(System.getProperty("epcheck.golden"))) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, actual);
      }
      assertThat(file).as("mvn test -Depcheck.golden=update writes it").exists();
      assertThat(actual).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Times are never the same twice, and how many states a search has is for the explorer's tests to
   * say.
   */
  public static String withoutFigures(String text) {
    return text.replaceAll("\\d+\\.\\d s\\b", "_._ s")
        .replaceAll("\\b[\\d,]+( (?:final )?(?:state|transition|visit))s?\\b", "#$1s")
        .replaceAll("depth \\d+", "depth #")
        .replaceAll("hid a state: \\S+", "hid a state: #")
        .replaceAll("(PROVED|VIOLATED)( +)[\\d,]+(?= )", "$1$2#")
        .replaceAll(
            "(\"(?:states|transitions|finalStates|depth|bytes|seconds|collisionChance)\" :) [\\d.E-]+",
            "$1 0");
  }
}
