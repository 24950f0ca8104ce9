package epcheck.kernel;

/**
 * An object of the model: a {@code struct} of the kernel, and what a {@link Cell} can point to.
 * Subclasses declare their members as final fields, each made by {@link #layout}.
 */
public abstract class Struct {
  private final String name;

  /** Declares the members of this struct; only its constructor uses it. */
  protected final Layout layout;

  protected Struct(Kernel kernel, String name) {
    this.name = name;
    this.layout = kernel.layout(this, name);
  }

  /** A struct that is a member of another one; of none, if that is null. */
  protected Struct(Kernel kernel, Struct container, String name) {
    this.name = name;
    this.layout =
        container == null ? kernel.layout(this, name) : kernel.embedded(this, container, name);
  }

  /** What {@link Kernel#layout} returned for it; for the kernel that did. */
  public final Layout layout() {
    return layout;
  }

  /** The name that reports print, for example {@code A} or {@code page#2}. */
  @Override
  public final String toString() {
    return name;
  }
}
