package epcheck.validate;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import epcheck.revision.Patch;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** The compiler of the JDK that runs epcheck. */
final class Javac {
  /** A reader who has fixed so many compiles again anyway. */
  private static final int MOST = 10;

  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-Xlint:none", "-XDshould-stop.ifError=FLOW");

  private final JavaCompiler compiler;

  private Javac(JavaCompiler compiler) {
    this.compiler = compiler;
  }

  /** The running JDK's; {@link Jdk#require} comes first. */
  static Javac ofThisJdk() {
    return new Javac(ToolProvider.getSystemJavaCompiler());
  }

  /** A text that was understood: its trees and what their names mean. */
  record Analyzed(JavacTask task, CompilationUnitTree unit) {}

  /** What is done with a text while the compiler still knows it. */
  interface Use<T> {
    T of(Analyzed analyzed) throws BadProposal;
  }

  /** Compiles without writing anything, and hands out the trees. */
  <T> T analyze(Source source, Use<T> use) throws BadProposal {
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = files(told)) {
      JavacTask task = task(files, told, source);
      CompilationUnitTree unit = task.parse().iterator().next();
      task.analyze();
      requireNoError(source, told);
      return use.of(new Analyzed(task, unit));
    } catch (IOException e) {
      throw new BadProposal("cannot compile " + source.shownAs() + ": " + e.getMessage(), e);
    }
  }

  /** The tree alone, of a text that need not compile. */
  <T> T parse(Source source, Use<T> use) throws BadProposal {
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = files(told)) {
      JavacTask task = task(files, told, source);
      return use.of(new Analyzed(task, task.parse().iterator().next()));
    } catch (IOException e) {
      throw new BadProposal("cannot read " + source.shownAs() + ": " + e.getMessage(), e);
    }
  }

  /** Compiles. */
  ClassesInMemory classes(Source source) throws BadProposal {
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = files(told);
        ClassesInMemory classes = new ClassesInMemory(files)) {
      compiler
          .getTask(Writer.nullWriter(), classes, told, OPTIONS, null, List.of(source.file()))
          .call();
      requireNoError(source, told);
      return classes;
    } catch (IOException e) {
      throw new BadProposal("cannot compile " + source.shownAs() + ": " + e.getMessage(), e);
    }
  }

  private JavacTask task(
      StandardJavaFileManager files, DiagnosticCollector<JavaFileObject> told, Source source) {
    return (JavacTask)
        compiler.getTask(Writer.nullWriter(), files, told, OPTIONS, null, List.of(source.file()));
  }

  /** Proposals are compiled against the very classes that run, be they in a jar or in a folder. */
  private StandardJavaFileManager files(DiagnosticCollector<JavaFileObject> told)
      throws IOException {
    StandardJavaFileManager files =
        compiler.getStandardFileManager(told, Locale.ENGLISH, StandardCharsets.UTF_8);
    try {
      Path home = Path.of(Patch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(home));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return files;
  }

  private static void requireNoError(Source source, DiagnosticCollector<JavaFileObject> told)
      throws BadProposal {
    List<Diagnostic<? extends JavaFileObject>> errors =
        told.getDiagnostics().stream()
            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
            .collect(Collectors.toList());
    if (errors.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> error :
        errors.subList(0, Math.min(MOST, errors.size()))) {
      parts.add(source.complaint(error.getLineNumber(), error.getColumnNumber(), inOneLine(error)));
    }
    if (errors.size() > MOST) {
      parts.add("... and " + (errors.size() - MOST) + " more");
    }
    throw new BadProposal(source.shownAs() + " does not compile:\n" + String.join("\n", parts));
  }

  /** javac's "cannot find symbol" has the symbol on a line of its own; its location is noise. */
  private static String inOneLine(Diagnostic<? extends JavaFileObject> error) {
    return error
        .getMessage(Locale.ENGLISH)
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("location:"))
        .map(line -> line.replaceFirst("^symbol: +", ""))
        .collect(Collectors.joining(": "));
  }
}
