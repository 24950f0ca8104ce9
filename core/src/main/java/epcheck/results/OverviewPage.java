package epcheck.results;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import epcheck.page.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The overview as a page: {@code results/README.md} and {@code results/index.html}. The same
 * overview makes the same text.
 */
public record OverviewPage(Overview overview) {
  /** What the template of the HTML page is given. */
  private record Styled(Overview overview, String style) {}

  public String markdown() {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .withEscaper(Escapers.simple(new String[] {"|", "\\|"}))
        .compile(resource("overview.md"))
        .execute(overview);
  }

  public String html() {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .compile(resource("overview.html"))
        .execute(new Styled(overview, Layout.style()));
  }

  private static String resource(String name) {
    try (InputStream in = OverviewPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
