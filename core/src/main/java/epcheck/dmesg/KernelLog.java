package epcheck.dmesg;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A kernel log: dmesg, a journal, a serial console, a mail or a commit message with a report in it.
 */
public final class KernelLog {
  /** What a line has more than that is not read; printk() writes at most 1,024 characters. */
  public static final int LINE_LIMIT = 4096;

  /** What a report has more than that is not read, in characters. */
  public static final int REPORT_LIMIT = 1 << 21;

  private KernelLog() {}

  /** Gives the reports of a log, each as soon as it is over. Bytes that are no UTF-8 do no harm. */
  public static void scan(InputStream log, Consumer<Report> sink) throws IOException {
    scan(new InputStreamReader(log, StandardCharsets.UTF_8), sink);
  }

  /** Gives the reports of a log, each as soon as it is over. */
  public static void scan(Reader log, Consumer<Report> sink) throws IOException {
    Dispatcher dispatcher = new Dispatcher(sink);
    Unwrapper unwrapper = new Unwrapper(dispatcher::line);
    LineSource lines = new LineSource(log, LINE_LIMIT);
    while (lines.next()) {
      unwrapper.line(Prefix.strip(lines.text()), lines.number(), lines.cut());
    }
    unwrapper.end();
    dispatcher.end();
  }

  /** The reports of a log that is in memory already. */
  public static List<Report> reports(String log) {
    List<Report> reports = new ArrayList<>();
    try {
      scan(new StringReader(log), reports::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reports;
  }
}
