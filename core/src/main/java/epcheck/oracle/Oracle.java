package epcheck.oracle;

import epcheck.kernel.Kernel.Rule;

/** A rule with a name and a sentence that says what it demands. */
public abstract class Oracle implements Rule {
  private final String name;
  private final String sentence;

  protected Oracle(String name, String sentence) {
    this.name = name;
    this.sentence = sentence;
  }

  @Override
  public final String name() {
    return name;
  }

  /** What the rule demands. */
  public final String sentence() {
    return sentence;
  }
}
