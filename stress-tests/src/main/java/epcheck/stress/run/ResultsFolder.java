package epcheck.stress.run;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import epcheck.cli.BadInput;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the pages are: for each JDK its last run, as data and as HTML, and a page of Markdown about
 * all of them, made anew from the data.
 */
final class ResultsFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  ResultsFolder(Path folder) {
    this.folder = folder;
  }

  /** Better now than after an hour's work. */
  void require() throws BadInput {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInput("cannot make the folder " + folder, e);
    }
    if (!Files.isWritable(folder)) {
      throw new BadInput("cannot write into the folder " + folder);
    }
    read();
  }

  /** Replaces what is there of this JDK. */
  void write(RunReport run) throws BadInput {
    String name = "jdk-" + run.where().jdk();
    try {
      Files.writeString(folder.resolve(name + ".json"), writer().writeValueAsString(run) + "\n");
      Files.write(folder.resolve(name + ".html"), new Html(run).lines());
      Files.write(page(), new Page(read()).markdown());
    } catch (IOException e) {
      throw new BadInput("cannot write into the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  Path page() {
    return folder.resolve("README.md");
  }

  private static ObjectWriter writer() {
    DefaultIndenter unix = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(unix);
    printer.indentObjectsWith(unix);
    return JSON.writer(printer);
  }

  private List<RunReport> read() throws BadInput {
    List<RunReport> runs = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "jdk-*.json")) {
      for (Path file : files) {
        runs.add(read(file));
      }
    } catch (IOException e) {
      throw new BadInput("cannot read the folder " + folder + ": " + e.getMessage(), e);
    }
    runs.sort(Comparator.comparingInt(run -> run.where().jdk()));
    return runs;
  }

  private static RunReport read(Path file) throws BadInput {
    try {
      return JSON.readValue(file.toFile(), RunReport.class);
    } catch (IOException e) {
      throw new BadInput(file + " is not what 'epcheck stress' wrote; remove it", e);
    }
  }
}
