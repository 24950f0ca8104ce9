package epcheck.validate;

import epcheck.revision.Revision;
import epcheck.sgx.SgxDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A part of the driver: what a patch can put a class of its own in the place of. The parts are what
 * {@link SgxDriver.Parts} makes for a driver, so that a new one is known here by itself.
 *
 * @param name in words, for example {@code oom killer}
 * @param type what every class in its place extends
 */
record Part(String name, Class<?> type) {

  /** All of them, by name. */
  static List<Part> all() {
    return Stream.of(SgxDriver.Parts.class.getMethods())
        .filter(Part::makesAPart)
        .map(Part::madeBy)
        .sorted(Comparator.comparing(Part::name))
        .toList();
  }

  private static boolean makesAPart(Method method) {
    return List.of(method.getParameterTypes()).equals(List.of(SgxDriver.class));
  }

  private static Part madeBy(Method method) {
    String words = method.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return new Part(words, method.getReturnType());
  }

  /** How a part of a driver is made. */
  interface Maker {
    /**
     * The part for a driver.
     *
     * @param base makes the one of the revision below
     */
    Object make(Part part, SgxDriver sgx, Base base);
  }

  /** Makes the part of the revision below, which need not be made if another one replaces it. */
  interface Base {
    Object make();
  }

  /** The revision but for its parts. */
  static Revision replaced(Revision base, Maker maker) {
    return (Revision)
        Proxy.newProxyInstance(
            Part.class.getClassLoader(),
            new Class<?>[] {Revision.class},
            (proxy, method, args) ->
                makesAPart(method)
                    ? maker.make(madeBy(method), (SgxDriver) args[0], () -> ask(base, method, args))
                    : ask(base, method, args));
  }

  private static Object ask(Revision base, Method method, Object[] args) {
    try {
      return method.invoke(base, args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
