package epcheck.cli;

import epcheck.explore.Options;
import epcheck.page.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code --html}: a page for each verdict of a run. */
record HtmlPages(Path folder, Options options) {
  /** Makes the folder, before anything is searched in vain. */
  static void requireWritable(Path folder) throws BadInput {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInput("--html: cannot write " + folder + ": it is no directory", e);
    }
    if (!Files.isWritable(folder)) {
      throw new BadInput("--html: cannot write " + folder);
    }
  }

  void write(List<Checks.Outcome> outcomes) throws BadInput {
    try {
      Pages pages = new Pages(folder, options);
      for (Checks.Outcome outcome : outcomes) {
        if (outcome.error() != null) {
          pages.addFailed(outcome.job().what(), outcome.errorText());
        } else if (outcome.cutShort()) {
          pages.addFailed(outcome.job().what(), outcome.checked().verdict().incompleteBecause());
        } else {
          pages.add(outcome.checked(), outcome.job().model());
        }
      }
      pages.writeIndex();
    } catch (IOException e) {
      throw new BadInput("--html: cannot write " + folder + ": " + e.getMessage(), e);
    }
  }
}
