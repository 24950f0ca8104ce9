package epcheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a report for a program goes.
 *
 * @param option what asked for it, for example {@code --json}
 * @param name a file, or {@code -}: the standard output, which then gets nothing else
 */
record OutputFile(String option, String name) {
  boolean isStandardOutput() {
    return name.equals("-");
  }

  /** Better now than after an hour's work. */
  void requireWritable() throws BadInput {
    if (isStandardOutput()) {
      return;
    }
    Path file = Path.of(name);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new BadInput(option + ": cannot write " + file);
    }
  }

  void write(String text, Terminal terminal) throws BadInput {
    if (isStandardOutput()) {
      terminal.out().print(text);
      terminal.out().flush();
      return;
    }
    try {
      Files.writeString(Path.of(name), text);
    } catch (IOException e) {
      throw new BadInput(option + ": cannot write " + name + ": " + e.getMessage(), e);
    }
  }
}
