package epcheck.validate;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.lang.model.SourceVersion;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/**
 * The text of one Java file.
 *
 * @param shownAs how messages name the file: as the user did
 * @param className the class that it must declare: the file's name without {@code .java}
 */
record Source(String shownAs, String className, String text) {
  private static final String EXTENSION = ".java";

  private static final int TAB = 8;

  /** More than anybody writes by hand; what is larger is some other file. */
  private static final long MAX_BYTES = 1L << 20;

  static Source read(Path file) throws BadProposal {
    String name = String.valueOf(file.getFileName());
    if (!Files.exists(file)) {
      throw new BadProposal("no such file: " + file);
    }
    if (!name.endsWith(EXTENSION) || !Files.isRegularFile(file)) {
      throw new BadProposal(file + ": a proposal is a Java file, Name.java");
    }
    String className = name.substring(0, name.length() - EXTENSION.length());
    if (!isClassName(className)) {
      throw new BadProposal(
          file + ": the file is named after its class, so '" + className + "' must be a Java name");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new BadProposal(file + ": too large for a proposal");
      }
      return new Source(file.toString(), className, Files.readString(file));
    } catch (MalformedInputException e) {
      throw new BadProposal(file + ": not text in UTF-8", e);
    } catch (IOException e) {
      throw new BadProposal("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static boolean isClassName(String name) {
    return SourceVersion.isName(name) && name.indexOf('.') < 0;
  }

  /** The name of the file alone, as stack traces have it. */
  String fileName() {
    return className + EXTENSION;
  }

  /** The name in verdicts and tokens: {@code owner-under-lru-lock} of OwnerUnderLruLock. */
  String proposalName() {
    return className
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .replaceAll("[^A-Za-z0-9_-]", "_")
        .toLowerCase(Locale.ROOT);
  }

  Source withText(String newText) {
    return new Source(shownAs, className, newText);
  }

  /** A line of the text, numbered from 1, or an empty string. */
  String line(long number) {
    List<String> lines = text.lines().toList();
    return number >= 1 && number <= lines.size() ? lines.get((int) number - 1) : "";
  }

  /**
   * A message as javac lays it out: place and message, the line, and where in it.
   *
   * @param column from 1, or less if nobody knows
   */
  String complaint(long line, long column, String message) {
    StringBuilder out = new StringBuilder(shownAs);
    if (line < 1) {
      return out.append(": ").append(message).toString();
    }
    out.append(":").append(line).append(": ").append(message);
    String code = line(line);
    out.append("\n    ").append(withoutTabs(code.stripTrailing()));
    if (column >= 1) {
      out.append("\n    ").append(" ".repeat((int) column - 1)).append("^");
    }
    return out.toString();
  }

  /** The compiler counts columns with a tab stop at every eighth, as the kernel does. */
  private static String withoutTabs(String code) {
    StringBuilder out = new StringBuilder();
    for (char c : code.toCharArray()) {
      out.append(c == '\t' ? " ".repeat(TAB - out.length() % TAB) : c);
    }
    return out.toString();
  }

  /** What the compiler reads. */
  JavaFileObject file() {
    return new SimpleJavaFileObject(uri(), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private URI uri() {
    try {
      return new URI("proposal", null, "/" + fileName(), null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
