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
      List.of(
          // The OOM killer against reclaimers, faults, and changes of the address space.
          "last-page",
          "fault-vs-kill",
          "inside-vs-kill",
          "inside-vs-worker",
          "fork-vs-kill",
          "fork-vs-worker",
          "split-vs-kill",
          "mmap-vs-kill",
          "mprotect-vs-kill",
          "isolated-vs-kill",
          "kill-vs-exit",
          "two-killers",
          "create-vs-kill",
          "init-vs-kill",
          "add-vs-kill",
          "duplicate-add",
          "eaug-vs-kill",
          "restrict-vs-kill",
          "modify-vs-kill",
          "remove-vs-kill",
          "peek-vs-kill",
          // Cgroups and their workers.
          "two-enclaves",
          "victim-exits",
          "same-limit",
          "parent-limit",
          "nested-limits",
          "migrated",
          "foreign-va",
          "vepc-limit",
          "guest-limit",
          "dead-child",
          // Without the OOM killer.
          "close-vs-reclaim",
          "two-reclaimers",
          "inside-vs-reclaim",
          "fork-vs-reclaim",
          "fork-without-memory",
          "fork-interrupted",
          "mmap-interrupted",
          "remove-vs-fault",
          "modify-vs-reclaim",
          "eaug-race",
          "eaug-vs-evict",
          "reload-vs-reclaim",
          "fault-vs-isolation",
          "poison-vs-reclaim",
          "two-nodes",
          "low-watermark",
          "close-on-many-cpus",
          "close-elsewhere",
          "zombie",
          "close-vs-notifier",
          "reclaim-vs-close",
          "add-vs-reclaim",
          "add-twice",
          "add-without-memory",
          "node-without-epc",
          "poison-in-hand",
          "poison-then-reclaim",
          "inside-neighbour",
          "eaug-needs-va");

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
