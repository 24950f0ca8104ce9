package epcheck.explore;

import epcheck.kernel.Struct;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The call chain of the kernel functions that the running task is in, read off the Java stack: the
 * model calls itself as the kernel does, so {@code sgxReclaimPages} on the stack is {@code
 * sgx_reclaim_pages} in the report.
 *
 * <p>A method named {@code sgxReclaimPages_isolate} is a part of that function, split off so that a
 * revision can override just that. A method whose name begins with one underscore is no kernel
 * function, and methods of structs are member accesses: both leave no trace.
 */
final class KernelStack {
  private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
  private static final String EXPLORE = KernelStack.class.getPackageName();
  private static final String KERNEL = Struct.class.getPackageName();

  private KernelStack() {}

  /** The kernel functions on the stack, innermost first; empty outside of any. */
  static List<String> capture() {
    return WALKER.walk(
        frames ->
            functions(
                frames
                    .takeWhile(frame -> !frame.getMethodName().equals(Machine.CALLS_ENTRY_POINTS))
                    .filter(frame -> !isStruct(frame.getDeclaringClass()))
                    .map(StackFrame::toStackTraceElement)));
  }

  /** The same of a stack that an exception has kept. */
  static List<String> of(StackTraceElement[] frames) {
    return functions(
        Stream.of(frames)
            .takeWhile(frame -> !frame.getMethodName().equals(Machine.CALLS_ENTRY_POINTS)));
  }

  private static boolean isStruct(Class<?> type) {
    return Struct.class.isAssignableFrom(type);
  }

  private static List<String> functions(Stream<StackTraceElement> frames) {
    List<String> functions = new ArrayList<>();
    frames
        .filter(KernelStack::isKernelFunction)
        .map(frame -> kernelName(frame.getMethodName()))
        .forEach(
            name -> {
              if (functions.isEmpty() || !functions.get(functions.size() - 1).equals(name)) {
                functions.add(name);
              }
            });
    return functions;
  }

  private static boolean isKernelFunction(StackTraceElement frame) {
    String type = frame.getClassName();
    String method = frame.getMethodName();
    return !isIn(EXPLORE, type)
        && !isIn(KERNEL, type)
        && !type.startsWith("java.")
        && !type.startsWith("jdk.")
        && !method.startsWith("lambda$")
        && !method.startsWith("access$")
        && !method.equals("run")
        && (!method.startsWith("_") || method.startsWith("__"));
  }

  private static boolean isIn(String packageName, String type) {
    return type.startsWith(packageName) && type.charAt(packageName.length()) == '.';
  }

  /** The C name of a method: snake case, without the name of the part. */
  static String kernelName(String method) {
    StringBuilder out = new StringBuilder(method.length() + 8);
    boolean begun = false;
    for (char c : method.toCharArray()) {
      if (c == '_' && begun) {
        break;
      }
      begun |= c != '_';
      if (Character.isUpperCase(c)) {
        out.append('_').append(Character.toLowerCase(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
