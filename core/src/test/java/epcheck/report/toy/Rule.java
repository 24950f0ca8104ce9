package epcheck.report.toy;

import epcheck.kernel.Kernel;
import java.util.function.Supplier;

/** A rule of a toy. */
record Rule(String name, Supplier<String> check) implements Kernel.Rule {
  @Override
  public String breach() {
    return check.get();
  }
}
