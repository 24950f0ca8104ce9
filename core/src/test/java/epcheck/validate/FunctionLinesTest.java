package epcheck.validate;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.KernelFunction;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.RecordedVerdicts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FunctionLinesTest {
  private static final Path REPOSITORY = Path.of("..");

  private static FunctionLines of(String revision, List<String> patches) {
    Revision driver = Revisions.named(revision).orElseThrow();
    for (String patch : patches) {
      driver = Revisions.patchNamed(patch).orElseThrow().on(driver);
    }
    return FunctionLines.of(driver);
  }

  private static String text(FunctionLines.Line line) throws Exception {
    return Files.readAllLines(REPOSITORY.resolve(line.file())).get(line.number() - 1);
  }

  @Test
  void everyRecordedViolationHasALineThatDeclaresItsFunction() throws Exception {
    Map<List<Object>, FunctionLines> drivers = new HashMap<>();
    Pattern site = Pattern.compile("(?!lock-order)[\\w-]+@([a-z_]\\w*)");
    int found = 0;
    for (RecordedVerdicts.Entry entry : RecordedVerdicts.load()) {
      for (String violation : entry.violations()) {
        Matcher matcher = site.matcher(violation);
        if (matcher.matches()) {
          FunctionLines lines =
              drivers.computeIfAbsent(
                  List.of(entry.revision(), entry.patches()),
                  driver -> of(entry.revision(), entry.patches()));
          String function = matcher.group(1);
          assertThat(lines.of(function)).as("%s: %s", entry, function).isPresent();
          Matcher method =
              Pattern.compile(" (\\w+)\\(").matcher(text(lines.of(function).orElseThrow()));
          assertThat(method.find()).isTrue();
          assertThat(KernelFunction.name(method.group(1))).isEqualTo(function);
          found++;
        }
      }
    }
    assertThat(found).isGreaterThan(100);
  }

  @Test
  void anOverrideCounts() {
    assertThat(file("mainline", "sgx_reclaim_pages")).isEqualTo("sgx/Reclaimer.java");
    assertThat(file("v2", "sgx_oom_encl")).isEqualTo("revision/V2OomKiller.java");
    assertThat(file("v5", "sgx_oom_get_victim")).isEqualTo("sgx/OomKiller.java");
  }

  private static String file(String revision, String function) {
    return of(revision, List.of())
        .of(function)
        .orElseThrow()
        .file()
        .replace("core/src/main/java/epcheck/", "");
  }

  @Test
  void aPatchIsWhereItIsWrittenWhateverItIsOnTopOf() throws Exception {
    for (String revision : List.of("mainline", "v5")) {
      var line = of(revision, List.of("double-add-undo")).of("__sgx_encl_add_page").orElseThrow();
      assertThat(line.file()).isEqualTo("core/src/main/java/epcheck/revision/DoubleAddUndo.java");
      assertThat(text(line)).contains("public int __sgxEnclAddPage(");
    }
  }

  @Test
  void whatIsNoFunctionOfTheDriverHasNone() {
    assertThat(of("v5", List.of()).of("sys_close")).isEmpty();
  }
}
