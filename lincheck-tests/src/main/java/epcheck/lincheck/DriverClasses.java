package epcheck.lincheck;

import epcheck.live.LiveExecution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jetbrains.lincheck.jvm.agent.LincheckInstrumentation;

/**
 * The classes whose code runs under Lincheck's scheduler: the driver, and what it is written in.
 *
 * <p>Lincheck instruments a class when analysed code first makes an object of it. A model is built
 * in code that is not analysed (to follow that would take minutes), so its classes would stay as
 * they are, Lincheck would see few places to switch at, and call the few interleavings that it
 * knows all there are. Hence they are named here, once for each run.
 */
final class DriverClasses {
  private static final List<String> PACKAGES =
      List.of("kernel", "live", "sgx", "revision", "scenario");

  private DriverClasses() {}

  /** Has Lincheck instrument them all, at once; on one of its threads, while it runs. */
  static void instrument() {
    List<Class<?>> classes = all();
    LincheckInstrumentation lincheck = LincheckInstrumentation.INSTANCE;
    classes.forEach(type -> lincheck.getInstrumentedClasses().add(type.getName()));
    lincheck.retransformClasses(classes);
  }

  private static List<Class<?>> all() {
    try {
      URI source = LiveExecution.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path file = Path.of(source);
      if (Files.isDirectory(file)) {
        return in(file);
      }
      try (FileSystem jar = FileSystems.newFileSystem(file, Map.of())) {
        return in(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Class<?>> in(Path root) throws IOException {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : PACKAGES) {
      try (Stream<Path> files = Files.list(root.resolve("epcheck").resolve(name))) {
        files
            .map(Path::getFileName)
            .map(Path::toString)
            .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
            .map(file -> "epcheck." + name + "." + file.replace(".class", ""))
            .map(DriverClasses::load)
            .forEach(classes::add);
      }
    }
    return classes;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, DriverClasses.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
