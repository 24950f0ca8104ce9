package epcheck.cli;

import epcheck.bench.Benchmark;
import epcheck.bench.Named;
import epcheck.bench.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code epcheck bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Measures the speed and the memory of the search, next to SPIN where it is installed.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck bench [OPTION]...",
    description = {
      "",
      "Distinct states per second on one core and bytes per state: on eight dining philosophers, which SPIN ('spin'"
          + " and 'gcc' on the PATH) searches in turns with epcheck, and on each shipped scenario of v5 and mainline."
          + " Takes about a minute; a machine with nothing else to do gives the best figures.",
      ""
    },
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured",
      "1:epcheck and SPIN do not find the same states",
      "2:usage, or FILE cannot be written"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck bench",
      "  epcheck bench --markdown results/benchmark.md"
    })
final class BenchCommand implements Callable<Integer> {
  /** Those that take longest, and one of each kind; all of them would take minutes. */
  private static final Set<String> SCENARIOS =
      Set.of(
          "last-page",
          "fault-vs-kill",
          "fork-vs-kill",
          "kill-vs-exit",
          "victim-exits",
          "close-vs-reclaim",
          "remove-vs-fault",
          "fork-without-memory");

  private static final List<String> REVISIONS = List.of("v5", "mainline");
  private static final int MOST_SECONDS = 600;

  private final Terminal terminal;
  private final Catalog catalog;

  private int seconds = 2;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the figures as a Markdown page, too.")
  private Path markdown;

  @Mixin private SharedOptions.Telling telling;

  private int shown;

  BenchCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to measure for one row of the table: 1 to 600. Default: 2.")
  void seconds(int n) {
    if (n < 1 || n > MOST_SECONDS) {
      throw new TypeConversionException(
          "--seconds must be from 1 to " + MOST_SECONDS + ", not " + n);
    }
    seconds = n;
  }

  @Override
  public Integer call() throws BadInput {
    if (markdown != null) {
      requireWritable();
    }
    Page page = new Benchmark(Duration.ofSeconds(seconds), this::tell).run(scenarios());
    clear();
    terminal.print(page.text());
    if (markdown != null) {
      write(page);
    }
    return page.agrees() ? ExitStatus.OK : ExitStatus.VIOLATED;
  }

  private List<Named> scenarios() throws BadInput {
    List<String> known = catalog.revisions().stream().map(Catalog.Entry::name).toList();
    List<Named> scenarios = new ArrayList<>();
    for (String revision : REVISIONS) {
      if (known.contains(revision)) {
        for (String name : catalog.scenariosFor(revision, List.of())) {
          if (SCENARIOS.contains(name)) {
            Subject subject = catalog.subject(revision, List.of(), name);
            scenarios.add(new Named(revision + " / " + subject.scenario(), subject.model()));
          }
        }
      }
    }
    return scenarios;
  }

  /** Better now than after a minute's work. */
  private void requireWritable() throws BadInput {
    Path folder = markdown.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(markdown)
            ? Files.isWritable(markdown) && !Files.isDirectory(markdown)
            : folder != null && Files.isWritable(folder);
    if (!writable) {
      throw new BadInput("cannot write " + markdown);
    }
  }

  private void write(Page page) throws BadInput {
    try {
      Files.write(markdown, page.markdown());
    } catch (IOException e) {
      throw new BadInput("cannot write " + markdown + ": " + e.getMessage(), e);
    }
  }

  /** One line, rewritten; nothing where nobody watches. */
  private void tell(String what) {
    if (terminal.interactive() && !telling.quiet()) {
      String line = "measuring " + what;
      terminal.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      terminal.err().flush();
      shown = line.length();
    }
  }

  private void clear() {
    if (shown > 0) {
      terminal.err().print("\r" + " ".repeat(shown) + "\r");
      terminal.err().flush();
      shown = 0;
    }
  }
}
