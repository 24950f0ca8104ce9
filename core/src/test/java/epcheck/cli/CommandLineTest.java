package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.explore.Verdict;
import epcheck.report.Golden;
import epcheck.report.Token;
import epcheck.scenario.RecordedVerdicts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program but for the model: what goes in, what comes out, and the exit status. */
class CommandLineTest {
  /** What a run left behind. */
  private record Run(int status, String out, String err) {}

  @TempDir private Path folder;

  private static Run run(Catalog catalog, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    int status = new Main(terminal, catalog).run(args);
    return new Run(status, out.toString(), err.toString());
  }

  private static Run run(String... args) {
    return run(new ToyCatalog(), args);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void complains(Run run, String... parts) {
    assertThat(run.status).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains(parts).startsWith("epcheck: ").doesNotContain("\tat ");
    assertThat(run.err.lines().count()).isLessThanOrEqualTo(2);
  }

  @Nested
  class Check {
    @Test
    void exitsWith0IfAllIsProved() {
      Run run = run("check", "-r", "mainline");
      assertThat(run.status).isZero();
      assertThat(run.out)
          .startsWith("PROVED  mainline / close-vs-reclaim: every interleaving was covered");
      assertThat(run.err).isEmpty();
    }

    @Test
    void exitsWith1IfSomethingIsViolated() {
      Run run = run("check", "-r", "mainline", "-p", "no-isolation-ref", "-s", "close-vs-reclaim");
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out)
          .contains(
              "VIOLATED  mainline + no-isolation-ref / close-vs-reclaim: use-after-free in"
                  + " sgx_reclaimer_write()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "access"})
    void exitsWith3IfTheBudgetRunsOut(String granularity) throws IOException {
      String slow = file("slow.yaml", "toy: slow");
      Catalog catalog = new SlowCatalog(slow);
      Run run =
          run(catalog, "check", "-s", slow, "--budget", "150ms", "--granularity", granularity);
      assertThat(run.status).isEqualTo(3);
      assertThat(run.out).contains("INCONCLUSIVE  v5 / slow.yaml: the budget of 0.15 s ran out");
    }

    @Test
    void takesTheScenariosMeantForTheRevision() {
      Run run = run("check", "--granularity", "access");
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out).contains("v5 / last-page", "v5 / oom-vs-mmap").doesNotContain("close-vs");
      Golden.check("check.golden", Golden.withoutFigures(run("check").out));
    }

    @Test
    void takesSeveralRevisions() {
      Run run = run("check", "-r", "mainline", "-r", "v5", "-s", "close-vs-reclaim");
      assertThat(run.status).isZero();
      assertThat(run.out).contains("PROVED  mainline /", "PROVED  v5 /");
    }

    @Test
    void bothSearchesAndGranularitiesAgree() {
      for (String search : List.of("states", "traces")) {
        for (String granularity : List.of("lock", "access")) {
          Run run =
              run("check", "--search", search, "--granularity", granularity, "-s", "last-page");
          assertThat(run.status).isEqualTo(1);
          assertThat(run.out)
              .contains("wrong-victim in sgx_oom_encl()", "null-dereference in sgx_oom_encl()")
              .contains("2 distinct violations");
        }
      }
    }

    @Test
    void dataRacesTurnAVerdictOnlyIfAskedTo() throws IOException {
      String race = file("race.yaml", "toy: race");
      Run listed = run("check", "-s", race);
      assertThat(listed.status).isZero();
      assertThat(listed.out).contains("BUG: KCSAN: data-race in", "not counted as a violation");
      Run counted = run("check", "-s", race, "--races", "error", "--json", "-");
      assertThat(counted.status).isEqualTo(1);
      assertThat(counted.out).contains("\"verdict\" : \"violated\"");
    }

    @Test
    void anErrorCostsNoOtherVerdict() throws IOException {
      for (String toy : List.of("broken", "crash")) {
        String broken = file(toy + ".yaml", "toy: " + toy);
        Run run =
            run(
                "check",
                "-r",
                "mainline",
                "-s",
                broken,
                "-s",
                "close-vs-reclaim",
                "--json",
                folder.resolve("f.json").toString());
        assertThat(run.status).isEqualTo(2);
        assertThat(run.out).contains("PROVED  mainline / close-vs-reclaim", "ERROR");
        assertThat(run.err).startsWith("epcheck: ").hasLineCount(1).doesNotContain("\tat ");
        assertThat(Files.readString(folder.resolve("f.json")))
            .contains("\"error\" : ", "\"proved\"");
      }
    }

    @Test
    void writesAPageForEachVerdict() throws IOException {
      Path pages = folder.resolve("new/pages");
      Run run = run("check", "-s", "last-page", "-s", "oom-vs-mmap", "--html", pages.toString());
      assertThat(run.status).isEqualTo(1);
      assertThat(run.err).contains("epcheck: the pages are in " + pages.resolve("index.html"));
      assertThat(Golden.withoutFigures(run.out))
          .isEqualTo(
              Golden.withoutFigures(run("check", "-s", "last-page", "-s", "oom-vs-mmap").out));
      assertThat(pages)
          .isDirectoryContaining("glob:**/v5.last-page.html")
          .isDirectoryContaining("glob:**/v5.oom-vs-mmap.html");
      assertThat(Files.readString(pages.resolve("index.html")))
          .contains("<a href=\"v5.last-page.html\">", "<a href=\"v5.oom-vs-mmap.html\">");
    }

    @Test
    void saysWhyThereCanBeNoPages() throws IOException {
      String taken = file("taken", "");
      complains(run("check", "--html", taken), "--html: cannot write " + taken);
    }

    @Test
    void writesJson() throws IOException {
      Path json = folder.resolve("out.json");
      Run toFile = run("check", "-s", "last-page", "--json", json.toString());
      Run toOut = run("check", "-s", "last-page", "--json", "-");
      assertThat(toFile.out).contains("VIOLATED");
      assertThat(toOut.status).isEqualTo(1);
      JsonNode root = new ObjectMapper().readTree(toOut.out);
      assertThat(root.get("version").asInt()).isEqualTo(1);
      assertThat(Golden.withoutFigures(Files.readString(json)))
          .isEqualTo(Golden.withoutFigures(toOut.out));
    }

    @Test
    void shardsTogetherAreTheWhole() throws IOException {
      String[] whole = {
        "check",
        "-r",
        "mainline",
        "-r",
        "v5",
        "-s",
        "close-vs-reclaim",
        "-s",
        "last-page",
        "-s",
        "oom-vs-mmap"
      };
      List<String> expected = verdicts(whole);
      assertThat(expected).hasSize(6);
      List<String> together = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        String[] args = Arrays.copyOf(whole, whole.length + 2);
        args[whole.length] = "--shard";
        args[whole.length + 1] = i + "/4";
        together.addAll(verdicts(args));
      }
      assertThat(together).containsExactlyInAnyOrderElementsOf(expected);
      Run none = run("check", "-s", "last-page", "--shard", "2/2");
      assertThat(none.status).isZero();
      assertThat(none.out).isEqualTo("nothing to check in shard 2/2\n");
    }

    private List<String> verdicts(String... args) throws IOException {
      String[] toOut = Arrays.copyOf(args, args.length + 2);
      toOut[args.length] = "--json";
      toOut[args.length + 1] = "-";
      List<String> verdicts = new ArrayList<>();
      for (JsonNode v : new ObjectMapper().readTree(run(toOut).out).get("verdicts")) {
        List<String> keys = new ArrayList<>();
        v.get("violations")
            .forEach(f -> keys.add(f.get("oracle").asText() + "@" + f.get("function").asText()));
        verdicts.add(v.get("revision") + "/" + v.get("scenario") + ": " + v.get("verdict") + keys);
      }
      return verdicts;
    }

    @Test
    void writesWhatCiSystemsRead() throws IOException {
      Path junit = folder.resolve("v.xml");
      Path sarif = folder.resolve("v.sarif");
      Run run =
          run("check", "-s", "last-page", "--junit", junit.toString(), "--sarif", sarif.toString());
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out).startsWith("VIOLATED").doesNotContain("::error");
      assertThat(Files.readString(junit))
          .contains("<testcase name=\"last-page\" classname=\"epcheck.v5\"");
      assertThat(new ObjectMapper().readTree(sarif.toFile()).findValuesAsText("ruleId"))
          .containsExactly("null-dereference", "wrong-victim", "data-race", "data-race");
      assertThat(run("check", "-s", "last-page", "--junit", "-").out)
          .startsWith("<?xml")
          .endsWith("</testsuites>\n");
    }

    @Test
    void tellsGithubWhereItRuns() throws IOException {
      Path summary = folder.resolve("summary.md");
      Files.writeString(summary, "what another step wrote\n");
      Map<String, String> environment =
          Map.of("GITHUB_ACTIONS", "true", "GITHUB_STEP_SUMMARY", summary.toString());
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      Terminal terminal =
          new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
      Main main = new Main(terminal, new ToyCatalog(), environment::get);
      assertThat(main.run("check", "-s", "last-page")).isEqualTo(1);
      assertThat(out.toString().lines().filter(line -> line.startsWith("::error "))).hasSize(2);
      assertThat(main.run("check", "-s", "last-page", "--json", "-")).isEqualTo(1);
      assertThat(err.toString().lines().filter(line -> line.startsWith("::error "))).hasSize(2);
      assertThat(Files.readString(summary))
          .startsWith("what another step wrote\n")
          .contains("| v5 | last-page | **violated** |");
    }

    @Test
    void doesWithoutMinimizing() {
      Run run = run("check", "-s", "last-page", "--no-minimize");
      assertThat(run.status).isEqualTo(1);
    }

    @Test
    void fullShowsMore() {
      assertThat(run("check", "-s", "last-page", "--full").out)
          .hasSizeGreaterThan(run("check", "-s", "last-page").out.length());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "check -r v55               | unknown revision 'v55'; did you mean v5?",
          "check -r main              | unknown revision 'main'; did you mean mainline?",
          "check -r xyzzy             | unknown revision 'xyzzy'; there is mainline, v5",
          "check -p no-isolation-rev  | unknown patch 'no-isolation-rev'; did you mean no-isolation-ref?",
          "check -s last-pgae         | unknown scenario 'last-pgae'; did you mean last-page?",
          "check -s /no/where.yaml    | no such file: /no/where.yaml",
          "check --budget 60          | '60' is no duration; say 500ms, 60s, 5m or 2h",
          "check --budget             | missing required parameter for option '--budget' (TIME)",
          "check --granularity locks  | 'locks' is none of access, lock",
          "check --search all         | 'all' is none of states, traces",
          "check --races fatal        | 'fatal' is none of list, error",
          "check --budgte 60s         | unknown option '--budgte'; did you mean --budget?",
          "check last-page            | unexpected argument 'last-page'",
          "check --json /no/where/f   | --json: cannot write /no/where/f",
          "check --junit /no/where/f  | --junit: cannot write /no/where/f",
          "check --sarif /no/where/f  | --sarif: cannot write /no/where/f",
          "check --json - --sarif -   | two reports for -; give each a file of its own",
          "check --shard 9/8          | '9/8' is no shard; of eight say 1/8 to 8/8",
          "schema chekc               | 'chekc' is none of check, locks, validate",
          "chekc                      | unknown command 'chekc'; did you mean check?",
          "list patch                 | 'patch' is none of revisions, patches, scenarios, oracles, calls, functions",
          "list                       | missing required parameter: 'KIND'",
          "replay                     | missing required parameter",
          "replay nonsense            | not a token: 'nonsense'",
          "replay v5.last-page.AAUU   | damaged or cut short",
          "replay v6.last-page.AAESAXA | unknown revision 'v6'; did you mean v5?",
          "replay v5+x.last-page.AAESAXA | unknown patch 'x'",
          "replay v5.my.yaml.AAESAXA  | say where it is: --scenario FILE",
          "replay v5.oom-vs-mmap.ABklDwF6 | made for another model",
        })
    void saysWhatIsWrong(String line, String what) {
      complains(run(line.split(" ")), what);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
      complains(run("check", "-s", file("bad.yaml", "toi: x")), "bad.yaml:1: unknown toy 'toi: x'");
    }
  }

  @Nested
  class Locks {
    @Test
    void tellsTheOrderOfAllScenariosTogether() {
      Run run = run("locks");
      assertThat(run.status).isEqualTo(1);
      assertThat(run.err).isEmpty();
      Golden.check("locks.golden", run.out);
    }

    @Test
    void exitsWith0IfThereIsNoCycle() {
      Run run = run("locks", "-r", "mainline", "close-vs-reclaim");
      assertThat(run.status).isZero();
      assertThat(run.out).doesNotContain("cycle:");
    }

    @Test
    void exitsWith3IfTheBudgetRunsOut() throws IOException {
      String slow = file("slow.yaml", "toy: slow");
      Run run = run(new SlowCatalog(slow), "locks", slow, "--budget", "150ms");
      assertThat(run.status).isEqualTo(3);
      assertThat(run.out).contains("There may be more in slow.yaml: the budget of 0.15 s ran out");
    }

    @Test
    void drawsAGraph() {
      Run run = run("locks", "oom-vs-mmap", "--format", "dot");
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out)
          .startsWith("digraph \"v5\" {")
          .contains("\"enclave->lock\" -> \"enclave->srcu\" [label=\"sync\", color=red");
    }

    @Test
    void writesJson() throws IOException {
      Run run = run("locks", "oom-vs-mmap", "--format", "json");
      assertThat(run.status).isEqualTo(1);
      JsonNode root = new ObjectMapper().readTree(run.out);
      assertThat(root.get("scenarios").get(0).asText()).isEqualTo("oom-vs-mmap");
      assertThat(root.get("cycles").get(0).get("scenario").asText()).isEqualTo("oom-vs-mmap");
    }

    @Test
    void anErrorCostsNoOtherScenario() throws IOException {
      Run run = run("locks", file("broken.yaml", "toy: broken"), "oom-vs-mmap");
      assertThat(run.status).isEqualTo(2);
      assertThat(run.out).contains("1 cycle:");
      assertThat(run.err).startsWith("epcheck: ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "locks -r v55           | unknown revision 'v55'; did you mean v5?",
          "locks last-pgae        | unknown scenario 'last-pgae'; did you mean last-page?",
          "locks /no/where.yaml   | no such file: /no/where.yaml",
          "locks --format xml     | 'xml' is none of table, dot, json",
        })
    void saysWhatIsWrong(String line, String what) {
      complains(run(line.split(" ")), what);
    }
  }

  @Nested
  class Listing {
    @ParameterizedTest
    @ValueSource(strings = {"revisions", "patches", "scenarios", "oracles", "calls", "functions"})
    void lists(String kind) {
      Run run = run("list", kind);
      assertThat(run.status).isZero();
      Golden.check("list-" + kind + ".golden", run.out);
    }
  }

  @Nested
  class Replay {
    private String token() {
      return Token.findAll(run("check", "-s", "last-page").out).get(0);
    }

    @Test
    void showsTheViolationAgain() {
      Run run = run("replay", token());
      assertThat(run.status).isEqualTo(1);
      Golden.check("replay.golden", run.out);
    }

    @Test
    void takesATokenThatCameOnSeveralLines() {
      String token = token();
      assertThat(run("replay", token.substring(0, 9), token.substring(9)).status).isEqualTo(1);
    }

    @Test
    void exitsWith0IfItIsFixed() {
      String broken =
          Token.findAll(run("check", "-r", "mainline", "-p", "no-isolation-ref").out).get(0);
      // The same first steps are possible with the reference, and harmless.
      List<Integer> steps = Token.parse(broken).schedule().tasks().subList(0, 4);
      String token =
          "mainline.close-vs-reclaim." + new epcheck.explore.Schedule(List.of(), steps).encode();
      Run run = run("replay", token);
      assertThat(run.status).isZero();
      assertThat(run.out).startsWith("REPLAYED  mainline / close-vs-reclaim: nothing is violated");
    }

    @Test
    void readsReports() throws IOException {
      String json = file("report.json", run("check", "-s", "last-page", "--json", "-").out);
      String text = file("mail.txt", run("check", "-s", "last-page").out);
      Run fromJson = run("replay", json);
      assertThat(fromJson.status).isEqualTo(1);
      assertThat(fromJson.out).contains("null-dereference in", "wrong-victim in");
      assertThat(run("replay", text).out).isEqualTo(fromJson.out);
      complains(run("replay", file("empty.txt", "nothing here")), "no token in it");
    }

    @Test
    void findsAUsersScenario() throws IOException {
      String mine = file("my.yaml", "toy: lost-update");
      String token = Token.findAll(run("check", "-s", mine).out).get(0);
      assertThat(token).startsWith("v5.my.yaml.");
      assertThat(run("replay", token, "--scenario", mine).status).isEqualTo(1);
      complains(run("replay", token), "say where it is: --scenario FILE");
      complains(run("replay", token, "-s", mine + "x"), "no such file");
    }
  }

  @Nested
  class TheTour {
    @Test
    void exitsWith0IfAllIsAsRecorded() {
      Run run = run();
      assertThat(run.status).isZero();
      assertThat(run.err).isEmpty();
      Golden.check("tour.golden", Golden.withoutFigures(run.out));
    }

    @Test
    void exitsWith1IfSomethingDiffers() {
      Catalog catalog =
          new ToyCatalog()
              .recording(
                  new RecordedVerdicts.Entry(
                      "v5", List.of(), "last-page", Verdict.Result.PROVED, List.of(), 0),
                  new RecordedVerdicts.Entry(
                      "mainline",
                      List.of(),
                      "close-vs-reclaim",
                      Verdict.Result.VIOLATED,
                      List.of("use-after-free@sgx_reclaimer_write"),
                      0));
      Run run = run(catalog);
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out)
          .contains("recorded as PROVED, is VIOLATED", "new: wrong-victim in sgx_oom_encl()")
          .contains("gone: use-after-free in sgx_reclaimer_write()")
          .contains("2 of 2 verdicts differ from what was recorded.");
    }

    @Test
    void exitsWith1IfThereAreMoreOrFewerStatesThanRecorded() {
      Catalog catalog =
          new ToyCatalog()
              .recording(
                  new RecordedVerdicts.Entry(
                      "mainline",
                      List.of(),
                      "close-vs-reclaim",
                      Verdict.Result.PROVED,
                      List.of(),
                      7));
      Run run = run(catalog);
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out)
          .contains("    states: 7 recorded", "1 of 1 verdicts differ from what was recorded.");
      Run check = run(catalog, "check", "-r", "mainline", "-r", "v5", "-s", "close-vs-reclaim");
      assertThat(check.status).isZero();
      assertThat(check.out).contains("    states: 7 recorded");
    }

    @Test
    void saysSoIfThereIsNothingToCompareWith() {
      complains(run(new ToyCatalog().recording()), "no recorded verdicts");
    }
  }

  @Nested
  class HelpTexts {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "check",
          "completion",
          "list",
          "locks",
          "replay",
          "reproduce",
          "results",
          "schema"
        })
    void areAsTheyShallBe(String command) {
      String[] args = Stream.of(command, "--help").filter(s -> !s.isEmpty()).toArray(String[]::new);
      Run run = run(args);
      assertThat(run.status).isZero();
      String name = command.isEmpty() ? "epcheck" : command;
      Golden.check("help-" + name + ".golden", run.out.replaceAll("(?m) +$", ""));
    }

    @Test
    void theVersionIsSaid() {
      assertThat(run("--version").out).startsWith("epcheck ");
      assertThat(run("check", "--version").status).isZero();
    }
  }
}
