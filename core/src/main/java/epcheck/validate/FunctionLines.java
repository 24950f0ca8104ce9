package epcheck.validate;

import epcheck.kernel.KernelFunction;
import epcheck.revision.ModelledFunctions;
import epcheck.revision.Revision;
import epcheck.sgx.Parts;
import epcheck.sgx.Parts.Part;
import epcheck.sgx.SgxDriver;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The lines on which the methods of a driver begin, by the kernel function that they stand for.
 *
 * <p>The classes are those that the revision has in place of the driver's parts; where one
 * overrides a method, the override counts. Lines are read off the text: the first that declares the
 * method, from where its class begins.
 */
public final class FunctionLines {
  /** A line of a driver's file, as seen from the root of the repository. */
  public record Line(String file, int number) {}

  private static final String FOLDER = "core/src/main/java/";
  private static final String DECLARES = " *(?!return |throw |else )(?:[\\w.<>\\[\\],?]+ )+%s\\(.*";

  private static final Pattern WHOLE = Pattern.compile("_*[^_]+");

  private final Map<String, Line> lines = new HashMap<>();

  /** Of methods that are a part of a function. */
  private final Map<String, Line> parts = new HashMap<>();

  private FunctionLines() {}

  /** The lines of a revision. */
  public static FunctionLines of(Revision revision) {
    FunctionLines found = new FunctionLines();
    for (Part part : Parts.all()) {
      for (Class<?> type = revision.parts().in(part);
          type != null && type != Object.class;
          type = type.getSuperclass()) {
        found.addAll(type);
      }
    }
    shared().forEach(found::addAll);
    return found;
  }

  /** Classes that are in every driver, such as an mm's. */
  private static List<Class<?>> shared() {
    List<Class<?>> classes = new ArrayList<>();
    for (ModelledFunctions.Function function : ModelledFunctions.all()) {
      String name = function.method().substring(0, function.method().indexOf('.'));
      try {
        classes.add(Class.forName(SgxDriver.class.getPackageName() + "." + name));
      } catch (ClassNotFoundException e) {
        // One of a revision's own: a part, or nothing that this driver has.
        continue;
      }
    }
    return classes.stream().distinct().toList();
  }

  private void addAll(Class<?> type) {
    String file = FOLDER + type.getName().replace('.', '/').replaceFirst("\\$.*", "") + ".java";
    List<String> text = DriverSource.of(type).text().lines().toList();
    int begin = begin(type, text);
    for (Method method : type.getDeclaredMethods()) {
      String name = method.getName();
      if (KernelFunction.isOne(name) && !method.isSynthetic()) {
        Pattern declares = Pattern.compile(DECLARES.formatted(name));
        IntStream.range(begin, text.size())
            .filter(i -> declares.matcher(text.get(i)).matches())
            .findFirst()
            .ifPresent(i -> add(name, new Line(file, i + 1)));
      }
    }
  }

  private void add(String method, Line line) {
    boolean whole = WHOLE.matcher(method).matches();
    (whole ? lines : parts).putIfAbsent(KernelFunction.name(method), line);
  }

  /** The index of the line with which a class begins. */
  private static int begin(Class<?> type, List<String> text) {
    Pattern head = Pattern.compile(".*\\bclass " + type.getSimpleName() + "\\b.*");
    return IntStream.range(0, text.size())
        .filter(i -> head.matcher(text.get(i)).matches())
        .findFirst()
        .orElse(0);
  }

  /** Where the method of a kernel function begins, or else a part of it. */
  public Optional<Line> of(String function) {
    return Optional.ofNullable(lines.getOrDefault(function, parts.get(function)));
  }
}
