package epcheck.validate;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Schedule;
import epcheck.revision.Revision;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which class stands for each part in a revision: asked of a driver that is built for nothing else.
 */
final class DriverClasses {
  /** Every revision can run it. */
  private static final String SCENARIO = "close-vs-reclaim";

  private final Map<Part, Class<?>> classes = new HashMap<>();

  private DriverClasses() {}

  static DriverClasses of(Revision revision) {
    DriverClasses found = new DriverClasses();
    Revision noting =
        Part.replaced(
            revision,
            (part, sgx, base) -> {
              Object made = base.make();
              if (made != null) {
                found.classes.put(part, made.getClass());
              }
              return made;
            });
    new Explorer(new ScenarioModel(ShippedScenarios.load(SCENARIO), noting), Options.DEFAULT)
        .replay(new Schedule(List.of(), List.of()));
    return found;
  }

  /** Null if the revision does without this part. */
  Class<?> in(Part part) {
    return classes.get(part);
  }

  /** The parts for which another class stands. */
  List<Part> changedIn(DriverClasses other) {
    return Part.all().stream()
        .filter(part -> other.in(part) != null && !other.in(part).equals(in(part)))
        .toList();
  }
}
