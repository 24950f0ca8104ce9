package epcheck.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.explore.Options;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.Golden;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.EndlessRetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the files, whoever reads them. */
class PagesTest {
  private static final String HOSTILE = "</script><script>alert(\"1\")</script><b>&amp;";

  @TempDir private Path folder;

  private static JsonNode data(String html) throws IOException {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
  }

  @Test
  void tellsTheScriptWhatEachStepChanges() throws IOException {
    String html = Files.readString(Written.shippedPage(folder, "v5", "parent-limit"));
    Golden.check("page-parent-limit.json", data(html).toPrettyString() + "\n");
  }

  @ParameterizedTest
  @CsvSource({"v5, parent-limit", "mainline, close-vs-reclaim"})
  void isTheSameEachTime(String revision, String scenario) throws IOException {
    Path one = Written.shippedPage(folder.resolve("one"), revision, scenario);
    Path other = Written.shippedPage(folder.resolve("other"), revision, scenario);
    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void needsNothingElse() throws IOException {
    String html = Files.readString(Written.shippedPage(folder, "v5", "parent-limit"));
    assertThat(html).doesNotContainPattern("https?:|@import|url\\((?!#)|\\ssrc=|<link");
    assertThat(html).contains("default-src 'none'");
  }

  @Test
  void isSmallEnoughToBeMailed() throws IOException {
    Path page = Written.shippedPage(folder, "v5", "last-page");
    assertThat(Files.size(page)).isLessThan(150_000);
  }

  @Test
  void takesNoNameForHtml() throws IOException {
    Model hostile =
        setup -> {
          IntCell cell = setup.kernel().layout(null, "").intCell(HOSTILE, 0);
          setup.task(HOSTILE, List.of(new epcheck.kernel.EntryPoint(HOSTILE, () -> cell.set(1))));
          setup.atEnd(broken());
        };
    Path page = Written.page(folder, "v5", "hostile", hostile);
    String html = Files.readString(page);
    assertThat(html).doesNotContain("<script>alert").doesNotContain("<b>&amp;");
    assertThat(data(html).get("violations").get(0).get("tasks").get(0).asText()).isEqualTo(HOSTILE);
  }

  private static Rule broken() {
    return new Rule() {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public String breach() {
        return "it is " + HOSTILE;
      }
    };
  }

  @Test
  void saysWithinWhatBoundsItIsProved() throws IOException {
    String html = Files.readString(Written.shippedPage(folder, "mainline", "close-vs-reclaim"));
    assertThat(html)
        .contains("Every interleaving was covered, and broke no rule.")
        .contains("<dt>EPC</dt><dd>3 pages</dd>")
        .contains("<dt>task ksgxd</dt><dd>reclaim (one pass of the reclaimer")
        .contains("<dt>arch/x86/kernel/cpu/sgx/main.c</dt><dd>")
        .contains("sgx_reclaim_pages()")
        .contains("<h2>Conflicts that went both ways</h2>")
        .doesNotContain("sgx_vma_fault()")
        .doesNotContain("charged to");
  }

  @Test
  void hasAPageForWhatIsNoScenario() throws IOException {
    String html = Files.readString(Written.page(folder, "v5", "toy", new CloseVsReclaim(false)));
    assertThat(html).contains("use-after-free in ").doesNotContain("<h2>Bounds</h2>");
    assertThat(data(html).get("violations").get(0).get("tables")).hasSize(1);
  }

  @Test
  void doesNotTakeADeadEndForACycle() throws IOException {
    String html = Files.readString(Written.page(folder, "v5", "toy", new EndlessRetry()));
    assertThat(html)
        .contains("nobody is left who could let them go on")
        .doesNotContain("repeat for ever");
  }

  @Test
  void hasAPageForWhatNeverHappens() throws IOException {
    Model model =
        setup -> {
          setup.sometimes("sgx_oom_encl() kills an enclave");
          new CloseVsReclaim(true).build(setup);
        };
    assertThat(Files.readString(Written.page(folder, "v5", "toy", model)))
        .contains("in no interleaving does this happen: sgx_oom_encl() kills an enclave")
        .doesNotContain("<code>epcheck replay");
  }

  @Test
  void listsTheVerdictsOfARun() throws IOException {
    Pages pages = new Pages(folder, Options.DEFAULT);
    Model model = Written.shipped("v5", "parent-limit");
    pages.add(Written.check("v5", "parent-limit", model), model);
    Case other = new Case("v5", List.of("a", "b"), "my.yaml", epcheck.explore.Granularity.LOCK);
    pages.addFailed(other, "it <hangs>");
    pages.writeIndex();
    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("<a href=\"v5.parent-limit.html\">parent-limit</a>")
        .contains("<a href=\"v5.parent-limit.html#violation-1\">livelock in ")
        .contains("<td>v5 + a + b</td><td>my.yaml</td>")
        .contains("it &lt;hangs&gt;");
    assertThat(Pages.fileName(other)).isEqualTo("v5+a+b.my.yaml.html");
  }
}
