package epcheck.fuzz;

import epcheck.kernel.Model;
import java.util.ArrayList;
import java.util.List;

/** Random programs as models, for tests outside of this package. */
public final class RandomModels {
  private static final int MAX_STATES = 300;

  private RandomModels() {}

  /** The first so many programs that can go wrong and have at most a few hundred states. */
  public static List<Model> small(int count) {
    List<Model> models = new ArrayList<>();
    for (long seed = 0; models.size() < count; seed++) {
      Program program = Generator.program(seed);
      try {
        Observed right = BruteForce.explore(program, MAX_STATES).observed();
        if (!right.violations().isEmpty() || !right.stuck().isEmpty()) {
          models.add(new FuzzModel(program));
        }
      } catch (BruteForce.TooBig tooBig) {
        // The next one, then.
      }
    }
    return models;
  }
}
