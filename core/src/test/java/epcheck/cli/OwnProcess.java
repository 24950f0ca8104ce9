package epcheck.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own, to be stopped and killed, with the options of ./epcheck. */
final class OwnProcess {
  private OwnProcess() {}

  static ProcessBuilder of(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:-OmitStackTraceInFastThrow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "epcheck.cli.Main"));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_"));
    return builder;
  }
}
