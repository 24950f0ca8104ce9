package epcheck.cli;

import epcheck.ci.Places;
import epcheck.oracle.Oracles;
import epcheck.report.Case;
import epcheck.revision.ModelledFunctions;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.RecordedVerdicts;
import epcheck.scenario.Requirements;
import epcheck.scenario.Scenario;
import epcheck.scenario.ScenarioException;
import epcheck.scenario.ScenarioFile;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import epcheck.scenario.Verb;
import epcheck.validate.FunctionLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What epcheck ships, and proposals that a user has brought. */
public final class ShippedCatalog implements Catalog {
  private final List<Patch> patches;

  public ShippedCatalog() {
    this(List.of());
  }

  /**
   * A catalog with more patches.
   *
   * @param proposals patches that are not shipped
   */
  ShippedCatalog(List<? extends Patch> proposals) {
    patches = Stream.concat(Revisions.patches().stream(), proposals.stream()).toList();
  }

  @Override
  public List<Entry> revisions() {
    return Revisions.all().stream().map(r -> new Entry(r.name(), r.title())).toList();
  }

  @Override
  public List<Entry> patches() {
    return patches.stream().map(p -> new Entry(p.name(), p.title())).toList();
  }

  @Override
  public List<Entry> scenarios() {
    return ShippedScenarios.all().stream().map(s -> new Entry(s.name(), s.title())).toList();
  }

  @Override
  public List<String> scenarioNames() {
    return ShippedScenarios.names();
  }

  @Override
  public List<Entry> oracles() {
    return Oracles.catalog().entrySet().stream()
        .map(e -> new Entry(e.getKey(), e.getValue()))
        .toList();
  }

  @Override
  public List<Section> functions() {
    Map<String, List<Entry>> files = new LinkedHashMap<>();
    for (ModelledFunctions.Function function : ModelledFunctions.all()) {
      files
          .computeIfAbsent(function.file(), file -> new ArrayList<>())
          .add(new Entry(function.name(), function.method()));
    }
    List<Section> sections = new ArrayList<>();
    files.forEach((file, entries) -> sections.add(new Section(file, entries)));
    List<Entry> missing = new ArrayList<>();
    ModelledFunctions.missingOnPurpose().forEach((f, why) -> missing.add(new Entry(f, why)));
    sections.add(new Section("not modelled", missing));
    return sections;
  }

  @Override
  public List<Entry> calls() {
    return Stream.of(Verb.values()).map(v -> new Entry(v.example(), v.title())).toList();
  }

  @Override
  public List<String> scenariosFor(String revision, List<String> patchNames) throws BadInput {
    Revision subject = patched(revision, patchNames);
    return ShippedScenarios.all().stream()
        .filter(scenario -> Requirements.isMeantFor(scenario, subject))
        .map(Scenario::name)
        .toList();
  }

  @Override
  public Subject subject(String revision, List<String> patchNames, String scenarioNameOrFile)
      throws BadInput {
    Revision subject = patched(revision, patchNames);
    Scenario scenario = scenario(scenarioNameOrFile);
    Optional<String> unmet = Requirements.unmet(scenario, subject);
    if (unmet.isPresent()) {
      throw new BadInput(unmet.get());
    }
    return new Subject(revision, patchNames, scenario.name(), new ScenarioModel(scenario, subject));
  }

  private static Scenario scenario(String nameOrFile) throws BadInput {
    if (ShippedScenarios.names().contains(nameOrFile)) {
      return ShippedScenarios.load(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw new BadInput(
          "no file and no shipped scenario '"
              + nameOrFile
              + "'"
              + Nearest.hint("scenario", nameOrFile, ShippedScenarios.names()));
    }
    try {
      return ScenarioFile.read(file);
    } catch (ScenarioException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private Revision patched(String name, List<String> patchNames) throws BadInput {
    Revision revision =
        Revisions.named(name)
            .orElseThrow(
                () ->
                    new BadInput(
                        "unknown revision '"
                            + name
                            + "'"
                            + Nearest.hint(
                                "revision",
                                name,
                                Revisions.all().stream().map(Revision::name).toList())));
    for (String patchName : patchNames) {
      Patch patch =
          patches.stream()
              .filter(known -> known.name().equals(patchName))
              .findFirst()
              .orElseThrow(
                  () ->
                      new BadInput(
                          "unknown patch '"
                              + patchName
                              + "'"
                              + Nearest.hint(
                                  "patch", patchName, patches.stream().map(Patch::name).toList())));
      String misfit = patch.misfit(revision);
      if (!misfit.isEmpty()) {
        throw new BadInput("patch " + patchName + ": " + misfit);
      }
      revision = patch.on(revision);
    }
    return revision;
  }

  @Override
  public Places places() {
    return new ShippedPlaces(this::lines);
  }

  private FunctionLines lines(Case what) {
    try {
      return FunctionLines.of(patched(what.revision(), what.patches()));
    } catch (BadInput e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<RecordedVerdicts.Entry> recorded() {
    return RecordedVerdicts.load();
  }
}
