package epcheck.cli;

import epcheck.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where the pages of results/ go. Says what it changes. */
record ResultsFolder(Path root, Terminal terminal) {
  ResultsFolder {
    root = root.normalize();
  }

  void requireFolder() throws BadInput {
    if (!Files.isDirectory(root)) {
      throw new BadInput(root + " is no directory; say with --dir where the pages go");
    }
  }

  /** Writes a file. */
  void write(String name, String text) throws BadInput {
    Path file = root.resolve(name);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw cannot("write", file, e);
    }
    terminal.print(List.of(file.toString()));
  }

  /**
   * Makes these the files of a folder. Others of their kind are deleted: nothing stands for them
   * any more.
   *
   * @param ending what tells their kind, for example {@code .txt}
   * @param texts by the name of the file
   */
  void fill(String folder, String ending, Map<String, String> texts) throws BadInput {
    Path inside = root.resolve(folder);
    List<String> told = new ArrayList<>();
    try {
      Files.createDirectories(inside);
      int changed = 0;
      for (Map.Entry<String, String> text : texts.entrySet()) {
        changed += writeIfOther(inside.resolve(text.getKey()), text.getValue());
      }
      told.add(
          inside
              + "/: "
              + Figures.count(texts.size(), "file")
              + ", "
              + changed
              + " new or changed");
      for (String orphan : named(inside, ending)) {
        if (!texts.containsKey(orphan)) {
          Files.delete(inside.resolve(orphan));
          told.add("  deleted " + orphan + ": no recorded verdict stands for it");
        }
      }
    } catch (IOException e) {
      throw cannot("write", inside, e);
    }
    terminal.print(told);
  }

  private static int writeIfOther(Path file, String text) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return 0;
    }
    Files.writeString(file, text);
    return 1;
  }

  private static TreeSet<String> named(Path folder, String ending) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .forEach(names::add);
    }
    return names;
  }

  private static BadInput cannot(String what, Path file, IOException e) {
    return new BadInput("cannot " + what + " " + file + ": " + e.getMessage(), e);
  }
}
