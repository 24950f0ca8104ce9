package epcheck.explore;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file in which a long search writes down now and then how far it is, so that another process can
 * go on from there, and come to the same verdict with the same counts.
 *
 * <p>A new one is written beside the old one and renamed into its place, so whoever is killed in
 * the middle of that leaves the old one. What is read is believed only if its checksum is right,
 * and if it says that it is of this search: of the same model, by the same program.
 */
public final class Checkpoint {
  /** There is a file that a search cannot go on from. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** How each of them begins: "epcheck" and the version of the format. */
  private static final long MAGIC = 0x65706368_65636b01L;

  /** Of the time of a search no more than one part in so many goes into writing. */
  private static final int SHARE = 20;

  private final Path file;
  private final String search;
  private final String program;
  private final Duration pause;
  private volatile long due;
  private volatile String trouble = "";

  /**
   * @param search what is searched, and how, in words for a user
   * @param program what the search depends on besides: the program's build, a scenario's text
   * @param pause how long to wait after one was written
   */
  public Checkpoint(Path file, String search, String program, Duration pause) {
    this.file = file;
    this.search = search;
    this.program = program;
    this.pause = pause;
    this.due = System.nanoTime() + pause.toNanos();
  }

  /** There is one to go on from. */
  public boolean exists() {
    return Files.exists(file);
  }

  /** The search is over. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
      // Of a process that was killed while it wrote.
      Files.deleteIfExists(next());
    } catch (IOException e) {
      trouble = e.toString();
    }
  }

  /** Why it could not be written, or an empty string. */
  public String trouble() {
    return trouble;
  }

  /** Whether it is time to write one; if so, it is not again until that is done. */
  boolean isDue() {
    if (System.nanoTime() - due < 0) {
      return false;
    }
    due = Long.MAX_VALUE / 2 + System.nanoTime();
    return true;
  }

  // ---- writing

  /**
   * Writes down where a search is, on its own thread or once it has stopped. If that fails the
   * search is none the worse for it, and {@link #trouble} tells.
   *
   * @param seconds how long it has taken so far
   */
  void save(Search from, double seconds) {
    long began = System.nanoTime();
    try {
      write(next(), from, seconds);
      Files.move(next(), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      trouble = "";
    } catch (IOException e) {
      trouble = e.toString();
    }
    long now = System.nanoTime();
    due = now + Math.max(pause.toNanos(), SHARE * (now - began));
  }

  private Path next() {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  private void write(Path to, Search from, double seconds) throws IOException {
    try (FileOutputStream disk = new FileOutputStream(to.toFile())) {
      CRC32C sum = new CRC32C();
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(new CheckedOutputStream(disk, sum), 1 << 16));
      out.writeLong(MAGIC);
      out.writeUTF(search);
      out.writeUTF(program);
      out.writeDouble(seconds);
      from.save(out);
      out.flush();
      out.writeLong(sum.getValue());
      out.flush();
      disk.getFD().sync();
    }
  }

  // ---- reading

  /**
   * Brings a search that has not begun to where the one was that was written down.
   *
   * @return how long that took, in seconds
   */
  double load(Search to) throws Unusable {
    try {
      requireWhole();
      try (DataInputStream in = open()) {
        in.readLong();
        String searched = in.readUTF();
        if (!searched.equals(search)) {
          throw unusable("is of " + searched + ",\nand this is " + search);
        }
        if (!in.readUTF().equals(program)) {
          throw unusable(
              "was written by another build of epcheck, or for another text of the scenario: what was"
                  + " searched then may be wrong now; delete it to begin anew");
        }
        double seconds = in.readDouble();
        to.load(in);
        return seconds;
      }
    } catch (IOException e) {
      throw unusable("cannot be read: " + e.getMessage(), e);
    } catch (ModelError | Machine.Promotion e) {
      throw unusable("leads elsewhere with this build of epcheck; delete it to begin anew", e);
    }
  }

  private Unusable unusable(String why, Throwable cause) {
    return new Unusable(file + " " + why, cause);
  }

  private Unusable unusable(String why) {
    return unusable(why, null);
  }

  private DataInputStream open() throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  private void requireWhole() throws IOException, Unusable {
    long bytes = Files.size(file) - Long.BYTES;
    CRC32C sum = new CRC32C();
    try (DataInputStream in = open()) {
      if (bytes < Long.BYTES || in.readLong() != MAGIC) {
        throw unusable("is no checkpoint of this version of epcheck; name another file");
      }
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      CheckedInputStream checked = new CheckedInputStream(in, sum);
      checked.skipNBytes(bytes);
      if (new DataInputStream(in).readLong() != sum.getValue()) {
        throw unusable("is damaged: its checksum is wrong; delete it to begin anew");
      }
    } catch (EOFException e) {
      throw unusable("is damaged: it was cut short; delete it to begin anew", e);
    }
  }
}
