package epcheck.stress.run;

import java.util.Locale;

/** How thorough a run is. */
enum Mode {
  /** One fork for each test. */
  QUICK,
  /** Each actor interpreted, compiled by C1 and by C2, and C2 with its optimizations shuffled. */
  TOUGH;

  Effort effort() {
    return switch (this) {
      case QUICK -> new Effort(10, 400, false);
      case TOUGH -> new Effort(5, 200, true);
    };
  }

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
