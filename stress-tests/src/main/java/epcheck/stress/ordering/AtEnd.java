package epcheck.stress.ordering;

import epcheck.kernel.Kernel.Rule;
import java.util.function.BooleanSupplier;

/** A rule that the final state of a model keeps if {@code kept} says so. */
record AtEnd(String name, String text, BooleanSupplier kept) implements Rule {
  @Override
  public String breach() {
    return kept.getAsBoolean() ? null : text;
  }
}
