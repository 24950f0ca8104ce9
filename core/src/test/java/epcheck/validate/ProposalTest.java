package epcheck.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.explore.Explorer;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Schedule;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import epcheck.sgx.Parts;
import epcheck.sgx.Parts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken for a proposal, and what is said of all else. */
class ProposalTest {
  private static final Revision V5 = Revisions.named("v5").orElseThrow();

  @TempDir private Path folder;

  /** A killer whose sgx_epc_oom() has this body; the body begins in line 6. */
  private static String killer(String body) {
    return """
        import epcheck.sgx.*;
        import java.util.*;
        /** Tries something. Or other. */
        class Mine extends OomKiller {
          Mine(SgxDriver sgx) { super(sgx); }
          @Override public boolean sgxEpcOom(LruLists lru) {
            %s
          }
        }
        """
        .formatted(body);
  }

  private static Proposal proposal(String text) throws BadProposal {
    return Proposal.of(new Source("Mine.java", "Mine", text), Javac.ofThisJdk());
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> proposal(text))
        .isInstanceOf(BadProposal.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void isAPatchNamedAfterItsClass() throws BadProposal {
    Proposal proposal = proposal(killer("return super.sgxEpcOom(lru);"));
    assertThat(proposal.name()).isEqualTo("mine");
    assertThat(proposal.title()).isEqualTo("Tries something");
    assertThat(proposal.overrides()).containsExactly(new Overriding("sgx_epc_oom", "sgxEpcOom", 6));
    assertThat(Parts.all().stream().filter(part -> changes(proposal, part)))
        .extracting(Part::name)
        .containsExactly("oom killer");
    assertThat(proposal.isFor(V5)).isTrue();
    assertThat(proposal.isFor(Revisions.named("mainline").orElseThrow())).isFalse();
  }

  private static boolean changes(Proposal proposal, Part part) {
    return proposal.on(V5).parts().in(part) != V5.parts().in(part);
  }

  @Test
  void namesReadLikeThoseOfPatches() {
    assertThat(new Source("", "OwnerUnderLRULock", "").proposalName())
        .isEqualTo("owner-under-lru-lock");
    assertThat(new Source("", "F2Fix", "").proposalName()).isEqualTo("f2-fix");
  }

  @Test
  void compilerErrorsNameLineAndColumn() {
    refused(
        killer("lru.lock.lck();\n return x;"),
        "Mine.java does not compile:",
        "Mine.java:7: cannot find symbol: method lck()\n        lru.lock.lck();\n                ^",
        "Mine.java:8: cannot find symbol: variable x");
  }

  @Test
  void onlyTheFirstErrorsAreTold() {
    assertThatThrownBy(() -> proposal(killer("a();\n".repeat(30) + "return true;")))
        .hasMessageContaining("... and 20 more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return System.nanoTime() > 0;                       | System.nanoTime",
        "new Thread(() -> {}).start(); return true;          | Thread",
        "return new Random().nextBoolean();                  | Random",
        "return Math.random() > 0.5;                         | Math.random",
        "return java.nio.file.Files.exists(null);            | java.nio.file.Files.exists",
        "System.out.println(); return true;                  | java.io.PrintStream.println",
        "System.exit(0); return true;                        | System.exit",
        "return getClass().getName().isEmpty();              | java.lang.Class.getName",
        "return lru.hashCode() > 0;                          | java.lang.Object.hashCode",
        "synchronized (this) { return true; }                | synchronized",
        "try { return true; } finally { }                    | try",
        "Runnable r = System::gc; r.run(); return true;      | System.gc",
        "return List.of().stream().count() > 0;              | java.util.stream",
        "return Integer.getInteger(\"x\") == 0;              | Integer.getInteger",
        "assert lru == null; return true;                    | assert",
      })
  void whatModelCodeMustNotDoIsRefusedAtItsLine(String body, String what) {
    refused(killer(body), "Mine.java:7: ", what);
  }

  @Test
  void stateOutsideTheModelIsRefused() {
    refused(
        killer("return true; } static int calls; int mine; int[] more = {1}; void f() {"),
        "'calls' would outlive an execution",
        "'mine' is Java's variable",
        "'more' is Java's variable");
    refused(killer("return true; } static { } void f() {"), "static { }");
  }

  @Test
  void constantsCollectionsAndErrnosAreFine() throws BadProposal {
    proposal(
        killer(
            "List<EpcPage> l = new ArrayList<>(); l.add(null); Map<String, Integer> m = Map.of();"
                + " return l.size() > MAX + Errno.ENOMEM + Math.max(1, m.size());"
                + " } private static final int MAX = 3; void f() {"));
  }

  @Test
  void oneThatOverridesNothingIsToldWhatItMayHaveMeant() {
    refused(
        killer("return true;").replace("@Override", "").replace("sgxEpcOom", "sgxEpcOmm"),
        "Mine overrides no kernel function",
        "sgxEpcOmm() is no function of OomKiller: did you mean sgxEpcOom()?");
    refused("class Mine {}", "overrides no kernel function: no class in it extends", "OomKiller");
  }

  @Test
  void shapesThatCannotBeUsedAreTold() {
    refused("package a; class Mine {}", "leave this line out");
    refused(
        killer("return true;")
            .replace("Mine(SgxDriver sgx) { super(sgx); }", "Mine() { super(null); }"),
        "needs this constructor: Mine(SgxDriver sgx) { super(sgx); }");
    refused(
        killer("return true;")
            + "class Other extends OomKiller { Other(SgxDriver sgx) { super(sgx); } }",
        "Mine and Other both stand for the oom killer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mine.jav   | class Mine {} | a proposal is a Java file",
        "my-pa.java | class Mine {} | must be a Java name",
      })
  void filesThatAreNoneAreTold(String name, String text, String what) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    assertThatThrownBy(() -> Proposal.read(file)).hasMessageContaining(what);
    assertThatThrownBy(() -> Proposal.read(folder.resolve("No.java")))
        .hasMessageContaining("no such file");
  }

  @Test
  void aJreIsToldFromAJdk() {
    assertThatThrownBy(() -> Jdk.require(ModuleLayer.empty()))
        .isInstanceOf(BadProposal.class)
        .hasMessageContaining("it is a JRE")
        .hasMessageContaining("JDK of 17 or newer");
  }

  private static void requireFit(String base, Patch... patches) throws BadProposal {
    Applied.on(Revisions.named(base).orElseThrow(), List.of(patches));
  }

  private static Patch shipped(String name) {
    return Revisions.patchNamed(name).orElseThrow();
  }

  @Test
  void twoThatOverrideTheSameFunctionAreAConflict() {
    assertThatThrownBy(
            () -> requireFit("v5", proposal(killer("return true;")), killerThatRotates()))
        .hasMessage("Other.java: conflicts with mine: both override sgx_epc_oom()");
    assertThatThrownBy(() -> requireFit("v5", shipped("mmput-in-srcu"), shipped("mmput-in-srcu")))
        .hasMessage("mmput-in-srcu: is applied already");
  }

  @Test
  void twoThatOverrideOtherFunctionsOfOnePartAreNot() throws BadProposal {
    Proposal mine = proposal(killer("return super.sgxEpcOom(lru);"));
    requireFit("v5", mine, shipped("rotate-victims"));
    requireFit("v5", shipped("rotate-victims"), mine);
    requireFit("v5", shipped("mmput-in-srcu"), shipped("no-isolation-ref"), mine);
  }

  private static Proposal killerThatRotates() throws BadProposal {
    String text = killer("return false;").replace("Mine", "Other");
    return Proposal.of(new Source("Other.java", "Other", text), Javac.ofThisJdk());
  }

  @Test
  void thoseOfOtherPartsGoTogether() throws BadProposal {
    requireFit("v5", proposal(killer("return true;")), shipped("mmput-in-srcu"));
  }

  @Test
  void oneThatExtendsAnotherRevisionsPartIsTold() {
    String text =
        """
        class Mine extends epcheck.revision.V5Reclaimer {
          Mine(epcheck.sgx.SgxDriver sgx) { super(sgx); }
          @Override protected void _putWalked(epcheck.sgx.Mm mm) { }
        }
        """;
    assertThatThrownBy(() -> requireFit("mainline", proposal(text)))
        .hasMessage(
            "Mine.java: Mine extends V5Reclaimer, and in mainline the reclaimer is Reclaimer: extend"
                + " that");
    assertThatThrownBy(() -> requireFit("mainline", proposal(killer("return true;"))))
        .hasMessage("Mine.java: changes the oom killer, and mainline has none");
    assertThatThrownBy(() -> requireFit("v6", shipped("rotate-victims")))
        .hasMessageContaining("rotate-victims: was written for mainline and v5");
  }

  /** As a patch of mainline applies to the series where that has not touched the function. */
  @Test
  void oneThatExtendsMainlinesPartIsPutAboveTheSeries() throws BadProposal {
    String text =
        """
        class Mine extends epcheck.sgx.Reclaimer {
          Mine(epcheck.sgx.SgxDriver sgx) { super(sgx); }
          @Override protected void _putWalked(epcheck.sgx.Mm mm) { super._putWalked(mm); }
        }
        """;
    requireFit("v5", proposal(text));
    requireFit("v2", proposal(text));
  }

  private static String failure(String body, Duration hang) throws BadProposal {
    return failure(proposal(killer(body)), hang);
  }

  private static String failure(Proposal proposal, Duration hang) {
    ScenarioModel model = new ScenarioModel(ShippedScenarios.load("last-page"), proposal.on(V5));
    Throwable error = null;
    try {
      new Explorer(model, Options.DEFAULT, hang).run(Progress.NONE);
    } catch (ModelError e) {
      error = e;
    }
    return new Failure(error, List.of(proposal)).inWords("in last-page");
  }

  @Test
  void oneThatThrowsIsToldAtTheLine() throws BadProposal {
    assertThat(
            failure(
                "lru.lock.lock();\n  throw new IllegalStateException(\"no\");",
                Duration.ofSeconds(20)))
        .startsWith("Mine.java:8: throws IllegalStateException: no;")
        .contains("throw new IllegalStateException")
        .contains("(in last-page)");
    assertThat(failure("Object o = lru;\n return (Boolean) o;", Duration.ofSeconds(20)))
        .startsWith("Mine.java:8: throws ClassCastException");
  }

  @Test
  void oneThatLoopsForEverIsToldAtTheLine() throws BadProposal {
    assertThat(
            failure(
                "while (true) {\n lru.lock.lock(); lru.lock.unlock();\n }", Duration.ofSeconds(20)))
        .startsWith("Mine.java:8: ")
        .contains("loop for ever");
  }

  @Test
  void oneThatLoopsWithoutTouchingAnythingIsToldAtTheLine() throws BadProposal {
    // It does end, in some seconds, so that it does not keep a core from later tests.
    String body =
        "int x = 1;\n for (long i = 0; i < 3_000_000_000L; i++) { x = x * 1664525 + 1013904223; }"
            + "\n return x == 7;";
    assertThat(failure(body, Duration.ofMillis(300)))
        .startsWith("Mine.java:8: loops for ever")
        .contains("1664525");
  }

  @Test
  void aConstructorThatGoesWrongIsToldAtTheLine() throws BadProposal {
    String text = killer("return true;").replace("super(sgx); }", "super(sgx);\n int a = 1 / 0; }");
    assertThatThrownBy(() -> requireFit("v5", proposal(text)))
        .isInstanceOf(BadProposal.class)
        .hasMessageContaining("Mine.java:6: throws ArithmeticException: / by zero")
        .hasMessageContaining("(while the driver is built)");
  }

  @Test
  void aConstructorThatLoopsForEverIsToldAtTheLine() throws BadProposal {
    String loop =
        "super(sgx);\n int x = 1; for (long i = 0; i < 2_000_000_000L; i++) { x = x * 3 + 1; }"
            + " if (x == 7) { lost(x); } } void lost(int x) { }";
    Proposal proposal = proposal(killer("return true;").replace("super(sgx); }", loop));
    Patience little = new Patience(Duration.ofMillis(200));
    assertThatThrownBy(() -> little.with(() -> lastPage(proposal)))
        .isInstanceOf(ModelError.class)
        .satisfies(
            e ->
                assertThat(new Failure(e, List.of(proposal)).inWords("while the driver is built"))
                    .startsWith("Mine.java:6: loops for ever"));
  }

  private static Explorer.Replay lastPage(Proposal proposal) {
    ScenarioModel model = new ScenarioModel(ShippedScenarios.load("last-page"), proposal.on(V5));
    return new Explorer(model, Options.DEFAULT).replay(new Schedule(List.of(), List.of()));
  }

  @Test
  void theMarkStandsRightBehindTabs() {
    refused(killer("\tif (x)\n\t\treturn y;"), "        if (x)", " ".repeat(20) + "       ^");
  }

  @Test
  void aNameOfTheDriversIsFine() throws BadProposal {
    String text =
        """
        class Reclaimer extends epcheck.revision.V5Reclaimer {
          Reclaimer(epcheck.sgx.SgxDriver sgx) { super(sgx); }
          @Override protected void sgxReclaimEpcPages_put(epcheck.sgx.EnclPage page) {
            throw new UnsupportedOperationException();
          }
        }
        """;
    Proposal proposal =
        Proposal.of(new Source("Reclaimer.java", "Reclaimer", text), Javac.ofThisJdk());
    assertThat(failure(proposal, Duration.ofSeconds(20)))
        .startsWith("Reclaimer.java:4: throws UnsupportedOperationException");
  }
}
