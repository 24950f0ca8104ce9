package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What commands write for programs is what its schema says, field by field: none that it does not
 * tell.
 */
class SchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  private static String run(Catalog catalog, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter err = new PrintWriter(new StringWriter());
    new Main(new Terminal(new PrintWriter(out), err, false, false, false), catalog).run(args);
    return out.toString();
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void check(String command, String written) throws Exception {
    JsonNode schema = MAPPER.readTree(run(new ToyCatalog(), "schema", command));
    JsonNode json = MAPPER.readTree(written);
    assertThat(validator(schema).validate(json)).isEmpty();
    nothingElse(schema);
    assertThat(validator(schema).validate(json)).isEmpty();
  }

  private static JsonSchema validator(JsonNode schema) {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
  }

  /** A user's program must bear new fields; ours must not have any that nobody has described. */
  private static void nothingElse(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.has("properties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(SchemaTest::nothingElse);
  }

  @Test
  void ofVerdicts() throws Exception {
    check(
        "check",
        run(
            new ToyCatalog(),
            "check",
            "-s",
            "last-page",
            "-s",
            "oom-vs-mmap",
            "-s",
            "close-vs-reclaim",
            "-s",
            file("race.yaml", "toy: race"),
            "-s",
            file("broken.yaml", "toy: broken"),
            "--json",
            "-"));
    String slow = file("slow.yaml", "toy: slow");
    check(
        "check",
        run(new SlowCatalog(slow), "check", "-s", slow, "--budget", "50ms", "--json", "-"));
  }

  @Test
  void ofALockOrder() throws Exception {
    check("locks", run(new ToyCatalog(), "locks", "--format", "json"));
  }

  @Test
  void ofADifference() throws Exception {
    check(
        "validate",
        run(
            new ShippedCatalog(),
            "validate",
            "rotate-victims",
            "-s",
            "fork-vs-kill",
            "--json",
            "-"));
  }

  @Test
  void aWrongReportIsNotAccepted() throws Exception {
    JsonNode schema = MAPPER.readTree(run(new ToyCatalog(), "schema", "check"));
    String right = run(new ToyCatalog(), "check", "-s", "last-page", "--json", "-");
    assertThat(validator(schema).validate(MAPPER.readTree(right))).isEmpty();
    for (String[] change :
        new String[][] {
          {"\"violated\"", "\"wrong\""},
          {"\"preemptions\"", "\"switches\""},
          {"\"steps\" : [", "\"steps\" : [ 1,"}
        }) {
      assertThat(right).contains(change[0]);
      JsonNode wrong = MAPPER.readTree(right.replace(change[0], change[1]));
      assertThat(validator(schema).validate(wrong)).as(change[1]).isNotEmpty();
    }
  }
}
