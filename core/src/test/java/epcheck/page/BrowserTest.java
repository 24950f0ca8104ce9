package epcheck.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser: v5 / last-page, of which the first counterexample has 74 steps. */
class BrowserTest {
  @TempDir private static Path folder;
  private static Path file;

  private final WebClient browser = new WebClient(BrowserVersion.CHROME);

  @BeforeAll
  static void write() throws IOException {
    file = Written.shippedPage(folder, "v5", "last-page");
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private HtmlPage open(String hash) throws IOException {
    browser.getOptions().setCssEnabled(false);
    return browser.getPage(file.toUri() + hash);
  }

  /** HtmlUnit's own keyboard has no arrows. */
  private static void press(HtmlPage page, String... keys) {
    for (String key : keys) {
      page.executeJavaScript(
          "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', bubbles: true}))"
              .formatted(key));
    }
  }

  private static String title(HtmlPage page) {
    return page.querySelector("#now h3").getTextContent();
  }

  private static List<String> texts(HtmlPage page, String selector) {
    return page.querySelectorAll(selector).stream().map(DomNode::getTextContent).toList();
  }

  private static List<String> shownSections(HtmlPage page) {
    return page.querySelectorAll("section.violation:not([hidden])").stream()
        .map(node -> ((DomElement) node).getId())
        .toList();
  }

  @Test
  void beginsWhereItGoesWrong() throws IOException {
    HtmlPage page = open("");
    assertThat(shownSections(page)).containsExactly("violation-1");
    assertThat(title(page)).isEqualTo("Step 74 of 74: oom");
    assertThat(texts(page, ".here > a")).containsExactly("74");
  }

  @Test
  void opensTheStepOfALink() throws IOException {
    HtmlPage page = open("#violation-1/step-63");
    assertThat(title(page)).isEqualTo("Step 63 of 74: ksgxd");
    assertThat(texts(page, "#now p"))
        .containsExactly(
            "sgx_free_epc_page() arch/x86/kernel/cpu/sgx/main.c",
            "called by sgx_encl_free_epc_page() < sgx_reclaimer_write() < sgx_reclaim_epc_pages()");
    assertThat(texts(page, "#now li")).contains("page#0->owner = NULL (was A->secs)");
    assertThat(texts(page, ".here > a")).containsExactly("63");
  }

  @Test
  void opensAViolationOfALink() throws IOException {
    HtmlPage page = open("#violation-3");
    assertThat(shownSections(page)).containsExactly("violation-3");
    assertThat(texts(page, ".choice a[aria-current] b")).containsExactly("refcount-leak");
  }

  @Test
  void takesALinkThatLeadsTooFarForTheLastStep() throws IOException {
    assertThat(title(open("#violation-1/step-999"))).isEqualTo("Step 74 of 74: oom");
    assertThat(shownSections(open("#violation-99"))).containsExactly("violation-4");
    assertThat(shownSections(open("#violation-0/step-x"))).containsExactly("violation-1");
  }

  @Test
  void marksWhatTheStepChanges() throws IOException {
    HtmlPage page = open("#violation-1/step-63");
    assertThat(texts(page, ".changed")).containsExactly("owner A->secs NULL");
    press(page, "ArrowRight");
    assertThat(title(page)).isEqualTo("Step 64 of 74: ksgxd");
    assertThat(texts(page, ".changed")).isEmpty();
    press(page, "ArrowLeft");
    assertThat(texts(page, ".changed del")).containsExactly("A->secs");
    assertThat(texts(page, ".changed ins")).containsExactly("NULL");
  }

  @Test
  void movesByKeys() throws IOException {
    HtmlPage page = open("");
    press(page, "Home");
    assertThat(title(page)).isEqualTo("Before the first step");
    assertThat(texts(page, ".changed")).isEmpty();
    press(page, "ArrowLeft");
    assertThat(title(page)).isEqualTo("Before the first step");
    press(page, "j", "j", "k");
    assertThat(title(page)).isEqualTo("Step 1 of 74: oom");
    assertThat(page.getUrl().getRef()).isEqualTo("violation-1/step-1");
    press(page, "End", "ArrowRight");
    assertThat(title(page)).isEqualTo("Step 74 of 74: oom");
  }

  @Test
  void movesByButtonsAndRows() throws IOException {
    HtmlPage page = open("");
    page.getElementById("back").click();
    assertThat(title(page)).isEqualTo("Step 73 of 74: ksgxd");
    page.getElementById("first").click();
    page.getElementById("on").click();
    assertThat(title(page)).isEqualTo("Step 1 of 74: oom");
    DomElement folded = page.querySelector("#violation-1 li.folded");
    folded.click();
    folded.click();
    assertThat(title(page)).isEqualTo("Step 3 of 74: oom");
    page.getElementById("last").click();
    assertThat(title(page)).isEqualTo("Step 74 of 74: oom");
  }

  @Test
  void canBeReadWithoutAScript() throws IOException {
    browser.getOptions().setJavaScriptEnabled(false);
    HtmlPage page = open("");
    assertThat(shownSections(page)).hasSize(4);
    assertThat(texts(page, "#violation-1 li.preemption"))
        .containsExactly(
            "preemption: oom in sgx_epc_oom(), before it reads page#0->owner, holding no lock");
    assertThat(texts(page, "#violation-1 em"))
        .containsExactly("← was A->secs at step 8; ksgxd changed it at step 63");
    assertThat(page.getElementById("text-1").getTextContent())
        .startsWith("VIOLATED  v5 / last-page: null-dereference in sgx_oom_encl_page()")
        .contains("---- preemption: oom in sgx_epc_oom()");
    assertThat(((DomElement) page.getElementById("panel")).hasAttribute("hidden")).isTrue();
  }
}
