package epcheck.dmesg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The logs that the tests read: our own, and real ones where those are at hand. */
public final class Samples {
  private static final Path OURS = Path.of("src", "test", "resources", "dmesg");
  private static final Path REAL = Path.of("shared", "reference", "reports");

  private Samples() {}

  /** The names of the logs written for these tests. */
  public static List<String> names() {
    try (Stream<Path> files = Files.list(OURS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String ours(String name) {
    return read(OURS.resolve(name));
  }

  /** The only report of a log of ours. */
  public static <T extends Report> T report(String name, Class<T> kind) {
    return only(KernelLog.reports(ours(name)), kind);
  }

  /** The reports of a real log; the test is skipped where those are not. */
  public static List<Report> real(String number) {
    return KernelLog.reports(read(realFile(number)));
  }

  /** A real log; the test is skipped where those are not. */
  public static Path realFile(String number) {
    Path folder = null;
    for (Path at = Path.of("").toAbsolutePath(); at != null && folder == null; ) {
      folder = Files.isDirectory(at.resolve(REAL)) ? at.resolve(REAL) : null;
      at = at.getParent();
    }
    assumeTrue(folder != null, "no " + REAL + " beside the checkout: the real logs are not tested");
    return find(folder, number);
  }

  public static <T extends Report> T only(List<Report> reports, Class<T> kind) {
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0)).isInstanceOf(kind);
    return kind.cast(reports.get(0));
  }

  static List<String> functions(List<Frame> stack) {
    return stack.stream().filter(frame -> !frame.uncertain()).map(Frame::function).toList();
  }

  private static Path find(Path folder, String number) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(number + "-"))
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
