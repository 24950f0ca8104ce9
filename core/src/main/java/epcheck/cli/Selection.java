package epcheck.cli;

import epcheck.explore.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a command line asks to be explored.
 *
 * @param scenarios names or files; if there are none, all that are meant for a revision
 */
record Selection(
    Catalog catalog, List<String> revisions, List<String> patches, List<String> scenarios) {
  private static final String NONE = "no shipped scenario is meant for %s; say which one to run%s";

  /**
   * The searches to run.
   *
   * @param how how to name a scenario, for who has to: {@code " with -s"}
   * @param unusable where scenarios go that cannot be used; the others are explored all the same
   */
  List<Checks.Job> jobs(Options options, String how, List<BadInput> unusable) throws BadInput {
    List<Checks.Job> jobs = new ArrayList<>();
    for (String patch : patches) {
      Nearest.require("patch", patch, catalog.patches());
    }
    for (String revision : new LinkedHashSet<>(revisions)) {
      Nearest.require("revision", revision, catalog.revisions());
      List<String> names =
          scenarios.isEmpty() ? catalog.scenariosFor(revision, patches) : scenarios;
      if (names.isEmpty()) {
        throw new BadInput(NONE.formatted(revision, how));
      }
      for (String name : new LinkedHashSet<>(names)) {
        requireScenario(name);
        try {
          jobs.add(Checks.Job.of(catalog.subject(revision, patches, name), options));
        } catch (BadInput e) {
          unusable.add(e);
        }
      }
    }
    if (jobs.isEmpty()) {
      throw unusable.get(0);
    }
    return jobs;
  }

  private void requireScenario(String name) throws BadInput {
    if (!Files.exists(Path.of(name))) {
      List<String> names = catalog.scenarioNames();
      if (!names.contains(name)) {
        boolean file = name.endsWith(".yaml") || name.endsWith(".yml") || name.contains("/");
        throw new BadInput(
            file
                ? "no such file: " + name
                : "unknown scenario '" + name + "'" + Nearest.hint("scenario", name, names));
      }
    }
  }
}
