package epcheck.validate;

import epcheck.kernel.KernelFunction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Functions of one class of the driver, copied for a class that extends it: with the private
 * methods that they call, and with what they call of {@code super}, since {@code super} is another
 * class there.
 */
final class Quotation {
  private final Class<?> type;

  /** The class and those that it extends, from the lowest; with all their methods. */
  private final List<List<MethodText>> levels = new ArrayList<>();

  private final Set<String> texts = new LinkedHashSet<>();

  Quotation(Class<?> type, Javac javac) throws BadProposal {
    this.type = type;
    for (Class<?> t = type; t != Object.class; t = t.getSuperclass()) {
      levels.add(MethodText.of(t, javac));
    }
  }

  Class<?> type() {
    return type;
  }

  /** The names of classes in classes, which no import of a package covers. */
  Set<String> nestedImports() {
    Set<String> imports = new LinkedHashSet<>();
    for (Class<?> t = type; t != Object.class; t = t.getSuperclass()) {
      DriverSource.of(t)
          .text()
          .lines()
          .filter(line -> line.matches("import epcheck\\.\\w+\\.[A-Z]\\w*\\.[A-Z]\\w*;"))
          .forEach(imports::add);
    }
    return imports;
  }

  /** The methods of a function that a class on top could override; those of its parts, too. */
  List<MethodText> of(String function) {
    List<MethodText> found = new ArrayList<>();
    for (List<MethodText> level : levels) {
      for (MethodText method : level) {
        boolean named =
            KernelFunction.isOne(method.name())
                && KernelFunction.name(method.name()).equals(function);
        boolean overridden = found.stream().anyMatch(method::isAlso);
        if (named && !overridden && method.isVirtual()) {
          found.add(method);
        }
      }
    }
    List<MethodText> open = found.stream().filter(m -> !m.isPrivate()).toList();
    return open.isEmpty() ? callers(found) : open;
  }

  /** Nothing overrides a private method: its callers are copied, and it with them. */
  private List<MethodText> callers(List<MethodText> hidden) {
    List<MethodText> callers = new ArrayList<>();
    for (MethodText method : hidden) {
      levels.get(level(method)).stream()
          .filter(m -> !m.isPrivate() && m.calls().contains(method.name()))
          .filter(m -> !callers.contains(m))
          .forEach(callers::add);
    }
    return callers;
  }

  private int level(MethodText method) {
    int level = 0;
    while (!levels.get(level).contains(method)) {
      level++;
    }
    return level;
  }

  /** Methods and all that they need, as text. */
  List<String> copies(List<MethodText> methods) {
    texts.clear();
    for (MethodText method : methods) {
      texts.add(adapted(method).copy());
    }
    return List.copyOf(texts);
  }

  /** The methods with their text in a comment. */
  static List<String> quotes(List<MethodText> methods) {
    return methods.stream().map(MethodText::quoted).toList();
  }

  private MethodText adapted(MethodText method) {
    int level = level(method);
    String body = method.body();
    List<String> needed = new ArrayList<>();
    for (String called : method.callsSuper()) {
      MethodText below = below(level, called, method);
      if (below != null) {
        String name = called.replaceFirst("(?<=[^_])_.*", "") + "_" + lower(below.home());
        body = body.replace("super." + called + "(", name + "(");
        needed.add(adapted(below).copyAs(name));
      }
    }
    for (String called : method.calls()) {
      for (MethodText other : levels.get(level)) {
        if (other.isPrivate() && other.name().equals(called) && !other.equals(method)) {
          needed.add(adapted(other).copy());
        }
      }
    }
    texts.addAll(needed);
    return method.withBody(body);
  }

  private MethodText below(int level, String name, MethodText caller) {
    for (List<MethodText> lower : levels.subList(level + 1, levels.size())) {
      for (MethodText method : lower) {
        if (method.name().equals(name) && (!name.equals(caller.name()) || method.isAlso(caller))) {
          return method;
        }
      }
    }
    return null;
  }

  private static String lower(Class<?> type) {
    String name = type.getSimpleName();
    return name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1);
  }
}
