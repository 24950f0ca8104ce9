package epcheck.cli;

import epcheck.ci.Place;
import epcheck.ci.Places;
import epcheck.report.Case;
import java.util.Optional;

/** Toys are written in no file of the repository. */
final class Nowhere implements Places {
  @Override
  public Optional<Place> of(Case what, String function) {
    return Optional.empty();
  }

  @Override
  public Optional<Place> scenario(Case what) {
    return Optional.empty();
  }
}
