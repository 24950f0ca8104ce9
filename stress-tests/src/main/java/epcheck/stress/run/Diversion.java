package epcheck.stress.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * While it is open, what anybody prints to the standard streams goes to a file: JCStress says a
 * lot, and says it there.
 */
final class Diversion implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final PrintStream file;

  private Diversion(PrintStream file) {
    this.file = file;
  }

  static Diversion to(Path path) throws IOException {
    Diversion diversion = new Diversion(new PrintStream(Files.newOutputStream(path), true, UTF_8));
    System.setOut(diversion.file);
    System.setErr(diversion.file);
    return diversion;
  }

  /** Writes into the file. */
  void note(String line) {
    file.println(line);
  }

  /** The file stays open: a thread that JCStress left behind may still print. */
  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    file.flush();
  }
}
