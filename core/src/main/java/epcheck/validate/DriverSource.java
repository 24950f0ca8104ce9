package epcheck.validate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of the driver's own classes, which comes along with them. */
final class DriverSource {
  private DriverSource() {}

  /** The file in which a class stands. */
  static Source of(Class<?> type) {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    String file = "/sources/" + outermost.getName().replace('.', '/') + ".java";
    try (InputStream in = DriverSource.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no source of " + outermost.getName());
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Source(outermost.getSimpleName() + ".java", outermost.getSimpleName(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
