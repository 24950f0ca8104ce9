package epcheck.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The manual pages in AsciiDoc, which {@code mvn -Pman} turns into roff. Each is the command's
 * {@code --help}, laid out by picocli, with the sections named and ordered as section 1 of the
 * manual has them.
 */
public final class ManPages {
  private static final String EXAMPLES = "Examples:";

  private ManPages() {}

  /** Writes them to a folder, as pages of a version. */
  public static void main(String... folderAndVersion) throws IOException {
    Path folder = Files.createDirectories(Path.of(folderAndVersion[0]));
    for (Map.Entry<String, String> page : pages(folderAndVersion[1]).entrySet()) {
      Files.writeString(folder.resolve(page.getKey() + ".adoc"), page.getValue());
    }
  }

  /** The text of each page, by name. */
  static Map<String, String> pages(String version) {
    List<CommandSpec> commands =
        commands(new Main(Terminal.system(), new ShippedCatalog()).commands());
    List<String> names = commands.stream().map(ManPages::name).toList();
    Map<String, String> pages = new LinkedHashMap<>();
    for (CommandSpec command : commands) {
      mend(command);
      command.versionProvider(null).version("epcheck " + version);
      pages.put(name(command), page(command) + seeAlso(name(command), names));
    }
    return pages;
  }

  /** This one and those below it that have a {@code --help} here, and not in a jar of their own. */
  static List<CommandSpec> commands(CommandLine line) {
    List<CommandSpec> commands = new ArrayList<>(List.of(line.getCommandSpec()));
    line.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> command.findOption("--help") != null)
        .forEach(commands::add);
    return commands;
  }

  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private static String page(CommandSpec command) {
    StringWriter text = new StringWriter();
    ManPageGenerator.writeSingleManPage(new PrintWriter(text), command);
    return text.toString();
  }

  private static void mend(CommandSpec command) {
    UsageMessageSpec usage = command.usageMessage();
    if (usage.header().length == 0) {
      usage.header("model checker for the SGX EPC OOM killer against the EPC reclaimers");
    }
    if (String.join("", usage.description()).isEmpty()) {
      usage.description(usage.header());
    }
    usage.customSynopsis(String.join(" +\n", usage.customSynopsis()));
    usage.exitCodeListHeading("Exit status");
    List<String> footer = List.of(usage.footer());
    usage.footerHeading("Examples");
    usage.footer(
        footer.subList(footer.indexOf(EXAMPLES) + 1, footer.size()).toArray(String[]::new));
  }

  private static String seeAlso(String name, List<String> names) {
    return names.stream()
        .filter(other -> !other.equals(name))
        .map(other -> "*" + other + "*(1)")
        .collect(Collectors.joining(", ", "\n== See also\n\n", "\n"));
  }
}
