package epcheck.cli;

import java.util.List;

/** What epcheck ships. A placeholder, empty until the model is there. */
final class ShippedCatalog implements Catalog {
  @Override
  public List<Entry> revisions() {
    return List.of();
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
  public List<Entry> oracles() {
    return List.of();
  }

  @Override
  public List<String> scenariosFor(String revision, List<String> patches) {
    return List.of();
  }

  @Override
  public Subject subject(String revision, List<String> patches, String scenarioNameOrFile)
      throws BadInput {
    throw new BadInput("epcheck ships no model yet");
  }

  @Override
  public List<Recorded> recorded() {
    return List.of();
  }
}
