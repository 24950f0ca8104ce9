package epcheck.sgx;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The parts of a driver, and which class stands for each. A revision is such a choice; a patch
 * makes another one of it.
 */
public final class Parts {
  /**
   * A concern of the driver.
   *
   * @param name in words, for example {@code oom killer}
   * @param type mainline's class for it, or the first one that there was; what stands for the part
   *     is that or extends it
   */
  public record Part(String name, Class<?> type) {}

  private static final List<Part> ALL =
      List.of(
          new Part("allocator", EpcAllocator.class),
          new Part("lru", LruTracking.class),
          new Part("reclaimer", Reclaimer.class),
          new Part("backing", Backing.class),
          new Part("va pages", VaPages.class),
          new Part("fault", PageFault.class),
          new Part("ptrace", Ptrace.class),
          new Part("mapping", Mapping.class),
          new Part("mm tracking", MmTracking.class),
          new Part("lifecycle", EnclaveLifecycle.class),
          new Part("ioctls", Ioctls.class),
          new Part("virtual epc", VirtualEpc.class),
          new Part("oom killer", OomKiller.class),
          new Part("cgroups", EpcCgroups.class));

  private final Map<Part, Class<?>> classes;

  private Parts(Map<Part, Class<?>> classes) {
    this.classes = classes;
  }

  public static List<Part> all() {
    return ALL;
  }

  /**
   * The part that a class may stand for.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Part partOf(Class<?> type) {
    return ALL.stream()
        .filter(part -> part.type.isAssignableFrom(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(type + " is no part of the driver"));
  }

  /** Each of these classes for its part, and none for the others. */
  public static Parts of(Class<?>... types) {
    return new Parts(Map.of()).with(types);
  }

  /** These parts, but each of these classes in the place of what stands there. */
  public Parts with(Class<?>... types) {
    Map<Part, Class<?>> changed = new LinkedHashMap<>(classes);
    for (Class<?> type : types) {
      changed.put(partOf(type), type);
    }
    return new Parts(changed);
  }

  /** Null if the driver does without it. */
  public Class<?> in(Part part) {
    return classes.get(part);
  }

  /** Whether the driver has such a part. */
  public boolean have(Class<?> type) {
    return classes.containsKey(partOf(type));
  }

  /** Each class replaced by what it is mapped to. */
  public Parts map(BiFunction<Part, Class<?>, Class<?>> change) {
    Map<Part, Class<?>> changed = new LinkedHashMap<>();
    classes.forEach((part, type) -> changed.put(part, change.apply(part, type)));
    return new Parts(changed);
  }

  /** The part of a driver, or null if it does without. */
  <T> T make(Class<T> type, SgxDriver sgx) {
    Class<?> chosen = classes.get(partOf(type));
    return chosen == null ? null : type.cast(make(sgx, chosen));
  }

  private static Object make(SgxDriver sgx, Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(SgxDriver.class);
      constructor.setAccessible(true);
      return constructor.newInstance(sgx);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
