package epcheck.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.Model;
import epcheck.report.Checked;
import epcheck.revision.ModelledFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Lays out the page of a verdict. The same verdict makes the same text; any thread may ask. */
public final class Layout {
  private record Whole(VerdictPage page, String index, String style, String script) {}

  private final Options options;
  private final String index;
  private final Map<String, String> files = files();
  private final Template template = template("page.html");
  private final String style = style();
  private final String script = resource("page.js");

  /**
   * @param options of the searches that are made for a page; their granularity does not matter
   * @param index where a page's link to all verdicts leads
   */
  public Layout(Options options, String index) {
    this.options = options;
    this.index = index;
  }

  private static Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    ModelledFunctions.all().forEach(f -> files.putIfAbsent(f.name(), f.file()));
    return files;
  }

  /**
   * The page of a verdict.
   *
   * @param model what was checked
   * @param progress of the searches that are made for the page
   */
  public String page(Checked checked, Model model, Progress progress) {
    VerdictPage page = VerdictPage.of(checked, model, options, files, progress);
    return template.execute(new Whole(page, index, style, script));
  }

  /** The style sheet of all pages. */
  public static String style() {
    return resource("page.css");
  }

  static Template template(String name) {
    return Mustache.compiler().emptyStringIsFalse(true).zeroIsFalse(true).compile(resource(name));
  }

  private static String resource(String name) {
    try (InputStream in = Layout.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
