package epcheck.cli;

import epcheck.ci.Places;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Model;
import epcheck.scenario.RecordedVerdicts;
import java.util.List;

/** One scenario that nobody can finish. */
final class SlowCatalog implements Catalog {
  private static final int TASKS = 8;
  private static final int WRITES = 12;

  private final String scenario;

  SlowCatalog(String scenario) {
    this.scenario = scenario;
  }

  private static void build(Model.Setup setup) {
    for (int t = 0; t < TASKS; t++) {
      IntCell mine = setup.kernel().layout(null, "").intCell("counter" + t, 0);
      setup.task("task " + t, List.of(new EntryPoint("count", () -> count(mine))));
    }
  }

  private static void count(IntCell cell) {
    for (int i = 0; i < WRITES; i++) {
      cell.set(i);
    }
  }

  @Override
  public List<Entry> revisions() {
    return List.of(new Entry("v5", ""));
  }

  @Override
  public List<Entry> patches() {
    return List.of();
  }

  @Override
  public List<Entry> scenarios() {
    return List.of();
  }

  @Override
  public List<String> scenarioNames() {
    return scenarios().stream().map(Entry::name).toList();
  }

  @Override
  public List<Entry> oracles() {
    return List.of();
  }

  @Override
  public List<Section> functions() {
    return List.of();
  }

  @Override
  public List<Entry> calls() {
    return List.of();
  }

  @Override
  public List<String> scenariosFor(String revision, List<String> patches) {
    return List.of(scenario);
  }

  @Override
  public Subject subject(String revision, List<String> patches, String nameOrFile) {
    return new Subject(revision, patches, "slow.yaml", SlowCatalog::build);
  }

  @Override
  public Places places() {
    return new Nowhere();
  }

  @Override
  public List<RecordedVerdicts.Entry> recorded() {
    return List.of();
  }
}
