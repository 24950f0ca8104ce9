package epcheck.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code epcheck schema}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Prints the JSON Schema of what a command writes for programs.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck schema check|locks|validate",
    description = "",
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:printed", "2:usage"},
    footer = {
      "",
      "Examples:",
      "  epcheck schema check               of 'epcheck check --json'",
      "  epcheck schema locks               of 'epcheck locks --format json'",
      "  epcheck schema validate            of 'epcheck validate --json'"
    })
final class SchemaCommand implements Callable<Integer> {
  private static final String LOCK_ORDER = "lock-order";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Terminal terminal;

  @Parameters(
      paramLabel = "COMMAND",
      converter = Choices.OfSchema.class,
      description = "check, locks or validate.")
  private Choices.Schema of;

  SchemaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode schema = read(Choices.name(of));
    ((ObjectNode) schema.withObject("/$defs")).setAll((ObjectNode) read(LOCK_ORDER).get("$defs"));
    terminal.out().println(MAPPER.writeValueAsString(schema));
    terminal.out().flush();
    return ExitStatus.OK;
  }

  private static ObjectNode read(String name) {
    try (InputStream in =
        SchemaCommand.class.getResourceAsStream("/epcheck/schema/" + name + ".json")) {
      return (ObjectNode) MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
