package epcheck.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import epcheck.explore.Options;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Figures;
import epcheck.revision.ModelledFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder with a page for each verdict of a run, and an index of them. The same verdicts make the
 * same bytes.
 */
public final class Pages {
  private record Entry(
      Case what,
      String file,
      String result,
      String states,
      List<String> violations,
      String error) {}

  private record Index(List<Entry> entries, String style) {}

  private record Whole(VerdictPage page, String style, String script) {}

  private final Path folder;
  private final Options options;
  private final Map<String, String> files = files();
  private final Template pageTemplate = template("page.html");
  private final String style = resource("page.css");
  private final String script = resource("page.js");
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param folder where to write; made if need be
   * @param options of the searches that are made for a page; their granularity does not matter
   */
  public Pages(Path folder, Options options) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.options = options;
  }

  private static Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    ModelledFunctions.all().forEach(f -> files.putIfAbsent(f.name(), f.file()));
    return files;
  }

  /**
   * Writes the page of a verdict.
   *
   * @param model what was checked
   */
  public void add(Checked checked, Model model) throws IOException {
    VerdictPage page = VerdictPage.of(checked, model, options, files);
    Case what = checked.what();
    String file = fileName(what);
    write(file, pageTemplate.execute(new Whole(page, style, script)));
    List<String> violations =
        checked.verdict().violations().stream()
            .map(violation -> ConsoleReport.name(violation.finding()))
            .toList();
    String states = Figures.grouped(checked.verdict().statistics().states());
    entries.add(new Entry(what, file, page.result(), states, violations, ""));
  }

  /** Notes a case that has no verdict. */
  public void addFailed(Case what, String error) {
    entries.add(new Entry(what, "", "error", "", List.of(), error));
  }

  /** Writes the index of all that was added, in that order. */
  public void writeIndex() throws IOException {
    write("index.html", template("index.html").execute(new Index(entries, style)));
  }

  /** For example {@code v5.last-page.html}. */
  static String fileName(Case what) {
    List<String> driver = new ArrayList<>(List.of(what.revision()));
    driver.addAll(what.patches());
    String name = String.join("+", driver) + "." + what.scenario();
    return name.replaceAll("[^\\w.+-]", "_") + ".html";
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private static Template template(String name) {
    return Mustache.compiler().emptyStringIsFalse(true).zeroIsFalse(true).compile(resource(name));
  }

  private static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
