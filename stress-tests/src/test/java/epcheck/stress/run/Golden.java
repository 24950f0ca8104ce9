package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reports as they shall be: files below {@code src/test/resources/golden}, compared as text. {@code
 * mvn test -Depcheck.golden=update} writes them anew; the change is then reviewed as a diff.
 */
final class Golden {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  static void check(String name, List<String> lines) {
    String actual = String.join("\n", lines) + "\n";
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
}
