package epcheck.kernel;

/**
 * How methods of a model are named after the kernel functions that they stand for, so that reports
 * can name those: {@code sgxReclaimPages} is {@code sgx_reclaim_pages}, and {@code __mmput} is
 * {@code __mmput}.
 *
 * <p>A method named {@code sgxReclaimPages_isolate} is a part of that function, split off so that a
 * revision can override just that. A method whose name begins with one underscore is no kernel
 * function.
 */
public final class KernelFunction {
  private KernelFunction() {}

  /** Whether the method stands for a kernel function, or for a part of one. */
  public static boolean isOne(String method) {
    return !method.startsWith("_") || method.startsWith("__");
  }

  /** The C name of a method: snake case, without the name of the part. */
  public static String name(String method) {
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
