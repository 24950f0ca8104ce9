package epcheck.explore;

import epcheck.kernel.KernelFunction;
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
 * <p>Methods that are no kernel functions ({@link KernelFunction}) leave no trace, nor do those of
 * structs, which are member accesses.
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
        .map(frame -> KernelFunction.name(frame.getMethodName()))
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
        && KernelFunction.isOne(method);
  }

  private static boolean isIn(String packageName, String type) {
    return type.startsWith(packageName) && type.charAt(packageName.length()) == '.';
  }
}
