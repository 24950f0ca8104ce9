package epcheck.kernel;

/**
 * Something worth knowing that it can happen at all, such as a kill, so that no model is proved
 * because nothing came to pass in it. It is a mark in the code, no operation: it changes nothing,
 * and no other task may run on its account.
 */
public interface Event {
  /** Says that it happens here and now. */
  void happened();
}
