package epcheck.revision;

import java.util.List;

/**
 * A revision as the change from another one to it.
 *
 * @param revision what comes after
 */
public record Successor(Revision revision) implements Patch {
  @Override
  public String name() {
    return revision.name();
  }

  @Override
  public String title() {
    return revision.title();
  }

  @Override
  public List<Class<?>> classes() {
    return List.of();
  }

  @Override
  public String misfit(Revision base) {
    return base.name().equals(name()) ? "is what it is compared with" : "";
  }

  @Override
  public Revision on(Revision base) {
    return revision;
  }
}
