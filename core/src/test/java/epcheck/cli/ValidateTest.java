package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.report.Golden;
import epcheck.report.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * A file goes in, a verdict comes out: of the examples, of the how-to, and of files that are wrong.
 */
class ValidateTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "proposals");
  private static final Path HOW_TO = Path.of("..", "docs", "validate.md");

  /** What a run left behind. */
  private record Run(int status, String out, String err) {}

  @TempDir private Path folder;

  private static Terminal terminal(StringWriter out, StringWriter err) {
    return new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = new Main(terminal(out, err), new ShippedCatalog()).run(args);
    return new Run(status, out.toString(), err.toString());
  }

  private Run newProposal(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = terminal(out, err);
    CommandLine line = new CommandLine(new NewProposalCommand(terminal, folder));
    int status = new Program(terminal, line).run(args);
    return new Run(status, out.toString(), err.toString());
  }

  private static String example(String name) {
    return EXAMPLES.resolve(name + ".java").toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String killer(String body) throws IOException {
    return file(
        "Mine.java",
        """
        import epcheck.sgx.*;
        class Mine extends OomKiller {
          Mine(SgxDriver sgx) { super(sgx); }
          @Override public boolean sgxEpcOom(LruLists lru) { %s }
        }
        """
            .formatted(body));
  }

  private void complains(Run run, String... parts) throws IOException {
    assertThat(run.err).contains(parts).startsWith("epcheck: ").doesNotContain("\tat ");
    assertThat(run.out).isEmpty();
    assertThat(run.status).isEqualTo(2);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).allMatch(name -> name.endsWith(".java"));
    }
  }

  /** Section 6.1 of the facts, and its fix F1 in 6.12. */
  @Test
  void theOwnerUnderTheLockRemovesTheViolationsOfLastPageAndAddsNone() {
    Run run = run("validate", example("OwnerUnderLruLock"), "-s", "last-page");
    assertThat(run.err).isEmpty();
    assertThat(run.status).isZero();
    assertThat(run.out)
        .contains(
            "- null-dereference in sgx_oom_encl_page()",
            "- warn-on in sgx_epc_oom()",
            "- refcount-leak",
            "- wrong-victim in sgx_oom_encl()")
        .doesNotContain("  + ", "  = ");
    Golden.check("validate-clean.golden", run.out);
  }

  @Test
  void theDrainUnderEnclLockAddsTheDeadlockAndShowsItAsLockdepWould() throws IOException {
    Path json = folder.resolve("difference.json");
    Run run =
        run(
            "validate",
            example("DrainUnderEnclLock"),
            "-s",
            "mprotect-vs-kill",
            "--json",
            json.toString());
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out)
        .contains("+ deadlock in sgx_encl_may_map(), sgx_encl_mm_drain(), sgx_reclaimer_age()")
        .contains("+ cycle encl->lock -> encl->srcu -> mm->mmap_lock -> encl->lock")
        .contains("WARNING: possible circular locking dependency detected", "sync(&encl->srcu);")
        .contains("==== deadlock: oom waits for ksgxd, which waits for P, which waits for oom");
    Golden.check("validate-deadlock.golden", Golden.withoutFigures(run.out));
    replays(run.out);
    JsonNode root = new ObjectMapper().readTree(json.toFile());
    assertThat(root.get("result").asText()).isEqualTo("violated");
    assertThat(root.get("scenarios").get(0).get("added")).hasSize(3);
    assertThat(root.get("scenarios").get(0).get("before").get("verdict").asText())
        .isEqualTo("proved");
    assertThat(root.get("lockOrder").get("newCycles")).hasSize(1);
    assertThat(root.get("patches").get(0).get("overrides").get(0).get("called").asBoolean())
        .isTrue();
  }

  private static void replays(String report) {
    String token = Token.findAll(report).get(0);
    Run replayed = run("replay", "-p", example("DrainUnderEnclLock"), token);
    assertThat(replayed.status).isEqualTo(1);
    assertThat(replayed.out).contains("possible circular locking dependency");
    assertThat(run("replay", token).err).contains("unknown patch 'drain-under-encl-lock'");
  }

  @Test
  void aMailHasSeventyTwoColumns() {
    Run run =
        run(
            "validate",
            example("DrainUnderEnclLock"),
            "-s",
            "mprotect-vs-kill",
            "--format",
            "mail");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out.lines().filter(line -> !line.contains("->")))
        .allMatch(line -> line.length() <= 72);
    Golden.check("validate-mail.golden", Golden.withoutFigures(run.out));
  }

  @Test
  void aShippedPatchGoesByItsName() {
    Run run = run("validate", "mmput-in-srcu", "--against", "mainline", "-s", "close-vs-reclaim");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out).contains("mmput-in-srcu on mainline removes no violation, adds ");
  }

  @Test
  void patchesAreTriedTogether() {
    Run run =
        run("validate", example("OwnerUnderLruLock"), "-p", "mmput-in-srcu", "-s", "last-page");
    assertThat(run.out)
        .contains("==== owner-under-lru-lock + mmput-in-srcu on v5 removes 4 violations");
  }

  @Test
  void aBudgetThatRunsOutIsInconclusive() {
    Run run =
        run("validate", example("OwnerUnderLruLock"), "-s", "kill-vs-exit", "--budget", "1ms");
    assertThat(run.status).isEqualTo(3);
    assertThat(run.out).contains("inconclusive, since ", "the budget of 0.001 s ran out");
  }

  @Test
  void jsonAloneGoesToTheStandardOutput() throws IOException {
    Run run = run("validate", example("OwnerUnderLruLock"), "-s", "last-page", "--json", "-");
    JsonNode root = new ObjectMapper().readTree(run.out);
    assertThat(root.get("result").asText()).isEqualTo("clean");
    assertThat(root.get("scenarios").get(0).get("removed")).hasSize(4);
  }

  @Test
  void filesThatCannotBeUsedAreToldAndLeaveNothingBehind() throws IOException {
    complains(
        run("validate", killer("return fals;"), "-s", "last-page"),
        "Mine.java:4: cannot find symbol: variable fals");
    complains(
        run("validate", killer("return System.nanoTime() > 0;"), "-s", "last-page"),
        "Mine.java:4: uses java.lang.System.nanoTime");
    complains(
        run(
            "validate",
            killer("while (true) { lru.lock.lock(); lru.lock.unlock(); }"),
            "-s",
            "last-page"),
        "Mine.java:4: ",
        "loop for ever",
        "v5 + mine / last-page");
    complains(
        run("validate", killer("throw new IllegalStateException(\"x\");"), "-s", "last-page"),
        "Mine.java:4: throws IllegalStateException: x");
    complains(
        run("validate", killer("return true;"), "-p", example("OwnerUnderLruLock")),
        "OwnerUnderLruLock.java: conflicts with mine: both override sgx_epc_oom()");
    complains(
        run("validate", killer("return true;"), "-s", "close-vs-reclaim"),
        "no interleaving of any scenario calls sgxEpcOom(), so nothing was tried",
        "Scenarios: close-vs-reclaim");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "validate rotate-victim                        | did you mean rotate-victims or reap-victims?",
        "validate mmput-in-srcu --against v55          | unknown revision 'v55'; did you mean v5?",
        "validate no/Where.java                        | no such file: no/Where.java",
        "validate rotate-victims -p rotate-victims     | two patches are named rotate-victims",
        "validate rotate-victims -s last-pgae          | unknown scenario 'last-pgae'",
        "validate rotate-victims --format html         | 'html' is none of console, mail",
        "validate rotate-victims --against v6          | was written for mainline and v5; in v6",
        "validate                                      | missing required parameter",
      })
  void namesThatAreWrongAreTold(String line, String what) throws IOException {
    complains(run(line.split(" ")), what);
  }

  @Test
  void newProposalWritesAFileThatChangesNothingYet() throws IOException {
    Run written = newProposal("Mine", "--function", "sgx_epc_oom", "--function", "sgx_oom_encl()");
    assertThat(written.status).isZero();
    assertThat(written.out).contains("Mine.java: the text of sgx_epc_oom, sgx_oom_encl() in v5");
    Path mine = folder.resolve("Mine.java");
    Run run = run("validate", mine.toString(), "-s", "last-page");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out).contains("removes no violation, adds none, leaves 4, in last-page");
    complains(newProposal("Mine"), "Mine.java is there already, and is not overwritten");
    complains(newProposal("Mine2", "--function", "sgx_nothing"), "no function 'sgx_nothing'");
  }

  /** The page is the test's input: its file, its command, and what it says that comes out. */
  @Test
  void theHowToIsRight() throws IOException {
    String page = Files.readString(HOW_TO);
    List<String> blocks =
        Pattern.compile("```\\w*\\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    Run written = newProposal("OwnerUnderLock", "--function", "sgx_epc_oom");
    assertThat(written.status).isZero();
    Path file = folder.resolve("OwnerUnderLock.java");
    Files.writeString(file, blocks.get(0));
    assertThat(page).contains("./epcheck validate OwnerUnderLock.java -s last-page");
    Run run = run("validate", file.toString(), "-s", "last-page");
    assertThat(run.out.replace(folder + "/", "")).isEqualTo(blocks.get(1));
    assertThat(run.status).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "new-proposal"})
  void helpTextsAreAsTheyShallBe(String command) {
    Run run = run(command, "--help");
    assertThat(run.status).isZero();
    Golden.check("help-" + command + ".golden", run.out.replaceAll("(?m) +$", ""));
  }
}
