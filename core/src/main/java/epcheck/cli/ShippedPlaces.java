package epcheck.cli;

import epcheck.ci.Place;
import epcheck.ci.Places;
import epcheck.report.Case;
import epcheck.scenario.ShippedScenarios;
import epcheck.validate.FunctionLines;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Files of epcheck's repository. */
final class ShippedPlaces implements Places {
  private static final String SCENARIOS = "core/src/main/resources/epcheck/scenarios/";

  private final Function<Case, FunctionLines> read;
  private final Map<String, FunctionLines> drivers = new HashMap<>();

  /**
   * @param read the lines of a case's driver
   */
  ShippedPlaces(Function<Case, FunctionLines> read) {
    this.read = read;
  }

  @Override
  public Optional<Place> of(Case what, String function) {
    return drivers
        .computeIfAbsent(what.driver(), driver -> read.apply(what))
        .of(function)
        .map(line -> new Place(line.file(), line.number()));
  }

  @Override
  public Optional<Place> scenario(Case what) {
    return ShippedScenarios.names().contains(what.scenario())
        ? Optional.of(new Place(SCENARIOS + what.scenario() + ".yaml", 1))
        : Optional.empty();
  }
}
