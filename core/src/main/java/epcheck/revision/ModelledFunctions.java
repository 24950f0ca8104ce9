package epcheck.revision;

import epcheck.kernel.KernelFunction;
import epcheck.kernel.Struct;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which kernel functions have a method here: those of the classes of {@code sgx} and {@code
 * revision} that say which kernel file they stand for.
 */
public final class ModelledFunctions {
  /**
   * A kernel function.
   *
   * @param name for example {@code sgx_reclaim_pages}
   * @param file in the kernel's source tree
   * @param method which method it is, for example {@code Reclaimer.sgxReclaimPages}; where
   *     revisions override it, the one that they override
   */
  public record Function(String name, String file, String method) {}

  /** Functions that a reader may look for, and why they are not here. */
  private static final Map<String, String> MISSING = missing();

  private ModelledFunctions() {}

  private static Map<String, String> missing() {
    Map<String, String> missing = new TreeMap<>();
    missing.put("__sgx_sanitize_pages", "runs at boot; nobody else sees a page before it is clean");
    missing.put("arch_is_platform_page", "asks for an address, and pages have none here");
    missing.put("sgx_drv_init", "boot");
    missing.put("sgx_encl_test_and_clear_young_cb", "part of Mm.testAndClearYoung");
    missing.put("sgx_get_unmapped_area", "chooses an address, and mappings have none here");
    missing.put("sgx_init", "boot");
    missing.put("sgx_ioc_enclave_provision", "attributes decide nothing that is modelled");
    missing.put("sgx_ipi_cb", "does nothing; the interrupt matters: on_each_cpu_mask()");
    missing.put("sgx_open", "every enclave of a scenario is open as it begins");
    missing.put("sgx_page_cache_init", "boot");
    missing.put("sgx_setup_epc_section", "boot");
    missing.put("sgx_update_lepubkeyhash", "launch control: EINIT always accepts the signer");
    missing.put("sgx_validate_offset_length", "the ioctls of a scenario have valid arguments");
    missing.put("sgx_validate_secinfo", "the ioctls of a scenario have valid arguments");
    missing.put("sgx_validate_secs", "the ioctls of a scenario have valid arguments");
    missing.put("sgx_vepc_open", "virtual EPC of a scenario is open as it begins");
    return Collections.unmodifiableMap(missing);
  }

  /** The functions of the driver that have no method, by name, and why. */
  public static Map<String, String> missingOnPurpose() {
    return MISSING;
  }

  /** By file, and then by name. */
  public static List<Function> all() {
    Set<Function> found =
        new TreeSet<>(
            Comparator.comparing(Function::file)
                .thenComparing(Function::name)
                .thenComparing(Function::method));
    for (Class<?> home : List.of(SgxDriver.class, ModelledFunctions.class)) {
      for (Class<?> type : classesBeside(home)) {
        if (!Struct.class.isAssignableFrom(type)) {
          Stream.of(type.getDeclaredMethods()).forEach(method -> add(type, method, found));
        }
      }
    }
    return List.copyOf(found);
  }

  private static void add(Class<?> type, Method method, Set<Function> found) {
    String file = fileOf(type, method);
    if (file != null
        && KernelFunction.isOne(method.getName())
        && !method.isSynthetic()
        && !overrides(type, method)) {
      // A part of a function is named after it.
      String whole = method.getName().replaceAll("(?<=[^_])_.*", "");
      String name = KernelFunction.name(method.getName());
      found.add(new Function(name, file, type.getSimpleName() + "." + whole));
    }
  }

  /** Null if nobody says which file the function stands in. */
  private static String fileOf(Class<?> type, Method method) {
    KernelFile file = method.getAnnotation(KernelFile.class);
    if (file == null) {
      file = type.getAnnotation(KernelFile.class);
    }
    return file == null ? null : file.value();
  }

  private static boolean overrides(Class<?> type, Method method) {
    for (Class<?> base = type.getSuperclass(); base != null; base = base.getSuperclass()) {
      for (Method other : base.getDeclaredMethods()) {
        if (other.getName().equals(method.getName())) {
          return true;
        }
      }
    }
    return false;
  }

  /** All classes of a package, wherever it was loaded from. */
  private static List<Class<?>> classesBeside(Class<?> home) {
    try {
      URI uri = home.getResource(home.getSimpleName() + ".class").toURI();
      if (!uri.getScheme().equals("jar")) {
        return classesIn(Path.of(uri).getParent(), home.getPackageName());
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return classesIn(
            jar.getPath(home.getPackageName().replace('.', '/')), home.getPackageName());
      }
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Class<?>> classesIn(Path folder, String packageName)
      throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          classes.add(Class.forName(packageName + "." + name.substring(0, name.length() - 6)));
        }
      }
    }
    return classes;
  }
}
