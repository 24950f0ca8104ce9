package epcheck.page;

import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  private static final String INDEX = "index.html";

  private final Path folder;
  private final Layout layout;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param folder where to write; made if need be
   * @param options of the searches that are made for a page; their granularity does not matter
   */
  public Pages(Path folder, Options options) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.layout = new Layout(options, INDEX);
  }

  /**
   * Writes the page of a verdict.
   *
   * @param model what was checked
   */
  public void add(Checked checked, Model model) throws IOException {
    Case what = checked.what();
    String file = fileName(what);
    write(file, layout.page(checked, model, Progress.NONE));
    List<String> violations =
        checked.verdict().violations().stream()
            .map(violation -> ConsoleReport.name(violation.finding()))
            .toList();
    String states = Figures.grouped(checked.verdict().statistics().states());
    String result = checked.result().name().toLowerCase(Locale.ROOT);
    entries.add(new Entry(what, file, result, states, violations, ""));
  }

  /** Notes a case that has no verdict. */
  public void addFailed(Case what, String error) {
    entries.add(new Entry(what, "", "error", "", List.of(), error));
  }

  /** Writes the index of all that was added, in that order. */
  public void writeIndex() throws IOException {
    write(INDEX, Layout.template(INDEX).execute(new Index(entries, Layout.style())));
  }

  /** For example {@code v5.last-page.html}. */
  static String fileName(Case what) {
    return what.fileName() + ".html";
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }
}
