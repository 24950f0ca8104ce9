package epcheck.stress.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where and when a run was. No name of a machine, a user or a file is in it: it goes into pages
 * that are published.
 *
 * @param jdk the feature version
 */
record Surroundings(
    String cpu, int cpus, double gigabytes, String kernel, int jdk, String vm, String date) {

  static Surroundings here() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double gigabytes =
        system instanceof com.sun.management.OperatingSystemMXBean known
            ? known.getTotalMemorySize() / 0x1p30
            : 0;
    return new Surroundings(
        cpuModel(),
        system.getAvailableProcessors(),
        Math.round(gigabytes * 10) / 10.0,
        system.getName() + " " + system.getVersion(),
        Runtime.version().feature(),
        System.getProperty("java.vm.name")
            + " "
            + Runtime.version()
            + " ("
            + System.getProperty("java.vendor")
            + ")",
        LocalDate.now(ZoneId.systemDefault()).toString());
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  String machine() {
    return String.format(Locale.ROOT, "%s, %d CPUs, %.1f GiB, %s", cpu, cpus, gigabytes, kernel);
  }
}
