package epcheck.validate;

/**
 * A function that a proposal overrides.
 *
 * @param function the kernel's name of it, for example {@code sgx_epc_oom}
 * @param method the method's name, which may be that of a part of the function
 * @param line where it stands in the proposal
 */
public record Overriding(String function, String method, long line) {
  /** The event that happens when it is called. */
  String event(String proposal) {
    return proposal + " is called: " + method + ", line " + line;
  }
}
