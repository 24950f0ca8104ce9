package epcheck.cli;

import epcheck.ci.Places;
import epcheck.scenario.RecordedVerdicts;
import java.util.List;

/** What can be checked. */
public interface Catalog {

  /** A name and what it stands for, in a sentence. */
  record Entry(String name, String description) {}

  List<Entry> revisions();

  List<Entry> patches();

  List<Entry> scenarios();

  /** The names alone, for which no scenario need be read. */
  List<String> scenarioNames();

  List<Entry> oracles();

  /** Entries that belong together. */
  record Section(String title, List<Entry> entries) {
    public Section {
      entries = List.copyOf(entries);
    }
  }

  /** The kernel functions that are modelled, file by file, and those that are not. */
  List<Section> functions();

  /** What a task of a scenario can call. */
  List<Entry> calls();

  /**
   * The shipped scenarios that are meant for a revision with these patches: what {@code check} runs
   * by default.
   *
   * @throws BadInput if a patch is not one for this revision
   */
  List<String> scenariosFor(String revision, List<String> patches) throws BadInput;

  /**
   * A shipped scenario by name or a YAML file by path, on a revision.
   *
   * @throws BadInput naming what is wrong and the nearest names
   */
  Subject subject(String revision, List<String> patches, String scenarioNameOrFile) throws BadInput;

  /** Where the driver's functions and the scenarios are written. */
  Places places();

  /** The recorded verdicts: what the tour compares with. */
  List<RecordedVerdicts.Entry> recorded();
}
