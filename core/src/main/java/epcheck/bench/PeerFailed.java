package epcheck.bench;

/** The peer could not be measured. The message says why, in a line. */
final class PeerFailed extends Exception {
  private static final long serialVersionUID = 1L;

  PeerFailed(String message) {
    super(message);
  }

  PeerFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
