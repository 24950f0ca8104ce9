package epcheck.kernel;

/**
 * An object of the model: a {@code struct} of the kernel, and what a {@link Cell} can point to.
 * Subclasses declare their members as final fields, each made by {@link #layout}.
 */
public abstract class Struct {
  private final String name;

  private Object shadow;

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

  /** For the kernel that lays it out, to note what it will. */
  public final void setShadow(Object newShadow) {
    shadow = newShadow;
  }

  /** What the kernel has noted of it, as KASAN does in its shadow memory. */
  public final Object shadow() {
    return shadow;
  }

  /** The name that reports print, for example {@code A} or {@code page#2}. */
  @Override
  public final String toString() {
    return name;
  }
}
