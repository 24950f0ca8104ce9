package epcheck.lincheck;

import epcheck.cli.BadInput;
import epcheck.report.Case;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the pages are: one about all cases, and one for each trace of Lincheck's. */
final class ResultsFolder {
  static final String TRACES = "traces";

  private final Path folder;
  private final Path traces;

  /**
   * @throws BadInput if it is none that can be written; better now than after half an hour
   */
  ResultsFolder(Path folder) throws BadInput {
    this.folder = folder;
    this.traces = folder.resolve(TRACES);
    try {
      Files.createDirectories(traces);
    } catch (IOException e) {
      throw new BadInput("cannot make the folder " + folder, e);
    }
    if (!Files.isWritable(folder) || !Files.isWritable(traces)) {
      throw new BadInput("cannot write into the folder " + folder);
    }
  }

  /** Replaces all that is there. */
  void write(List<Comparison> comparisons, int invocations) throws BadInput {
    try {
      try (DirectoryStream<Path> old = Files.newDirectoryStream(traces, "*.txt")) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
      for (Comparison comparison : comparisons) {
        if (comparison.trace().isPresent()) {
          Files.write(
              traces.resolve(fileName(comparison.what())), new TracePage(comparison).lines());
        }
      }
      Files.write(folder.resolve("README.md"), new Page(comparisons, invocations).markdown());
    } catch (IOException e) {
      throw new BadInput("cannot write into the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  static String fileName(Case what) {
    String patches = what.patches().isEmpty() ? "" : "+" + String.join("+", what.patches());
    return what.revision() + patches + "." + what.scenario() + ".txt";
  }
}
