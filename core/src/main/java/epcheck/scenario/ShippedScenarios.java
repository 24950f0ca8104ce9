package epcheck.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The scenarios on the class path. */
public final class ShippedScenarios {
  private static final List<String> NAMES =
      List.of("last-page", "fault-vs-kill", "close-vs-reclaim", "kill-vs-exit");

  private ShippedScenarios() {}

  /** In the order in which they are shown. */
  public static List<String> names() {
    return NAMES;
  }

  /** All of them, in that order. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    NAMES.forEach(name -> all.add(load(name)));
    return all;
  }

  /** Loads one of {@link #names}. */
  public static Scenario load(String name) {
    String file = name + ".yaml";
    try {
      return ScenarioFile.read(file, bytes(file));
    } catch (ScenarioException e) {
      throw new IllegalStateException("a shipped scenario is wrong:\n" + e.getMessage(), e);
    }
  }

  /** The file itself, for a user who wants to begin with a copy. */
  public static String source(String name) {
    return new String(bytes(name + ".yaml"), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String file) {
    try (InputStream in =
        ShippedScenarios.class.getResourceAsStream("/epcheck/scenarios/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no shipped scenario " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
