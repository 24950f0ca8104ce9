package epcheck.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where and when the figures were measured.
 *
 * @param load how many tasks wanted to run at the beginning, or a negative number
 */
public record Surroundings(
    String cpu, int cores, double gigabytes, double load, String os, String jdk, LocalDate date) {

  public static Surroundings here() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double gigabytes =
        system instanceof com.sun.management.OperatingSystemMXBean known
            ? known.getTotalMemorySize() / 0x1p30
            : Double.NaN;
    return new Surroundings(
        cpuModel(),
        system.getAvailableProcessors(),
        gigabytes,
        system.getSystemLoadAverage(),
        system.getName() + " " + system.getVersion(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        LocalDate.now(ZoneId.systemDefault()));
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return cpuModel(lines).orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  static Optional<String> cpuModel(Stream<String> cpuinfo) {
    return cpuinfo
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  /** As lines of a page. */
  public List<String> lines() {
    String busy = load < 0 ? "" : String.format(Locale.ROOT, ", load %.1f at the beginning", load);
    return List.of(
        String.format(
            Locale.ROOT, "Machine: %s, %d cores, %.1f GiB%s", cpu, cores, gigabytes, busy),
        "System: " + os + ", " + jdk,
        "Date: " + date);
  }
}
