package epcheck.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.revision.ModelledFunctions;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.sgx.Parts;
import epcheck.sgx.Parts.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What new-proposal writes compiles, is taken for a proposal, and is the revision's own text. */
class SkeletonTest {
  private static Revision revision(String name) {
    return Revisions.named(name).orElseThrow();
  }

  private static Proposal proposal(Skeleton skeleton) throws BadProposal {
    return Proposal.of(
        new Source(skeleton.fileName(), skeleton.className(), skeleton.text()), Javac.ofThisJdk());
  }

  @Test
  void everyFunctionOfV5GivesOneThatCompiles() throws BadProposal {
    everyFunctionGivesOneThatCompiles("v5");
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v2", "v3", "v6", "enclave-list"})
  void everyFunctionOfOtherRevisionsGivesOneThatCompiles(String name) throws BadProposal {
    everyFunctionGivesOneThatCompiles(name);
  }

  private static void everyFunctionGivesOneThatCompiles(String name) throws BadProposal {
    Revision base = revision(name);
    List<String> functions = new ArrayList<>();
    for (Part part : Parts.all()) {
      if (base.parts().in(part) != null) {
        Quotation quotation = new Quotation(base.parts().in(part), Javac.ofThisJdk());
        ModelledFunctions.all().stream()
            .map(ModelledFunctions.Function::name)
            .filter(function -> !quotation.of(function).isEmpty())
            .filter(function -> !functions.contains(function))
            .forEach(functions::add);
      }
    }
    Skeleton skeleton = Skeleton.of("All", base, functions);
    Applied.on(base, List.of(proposal(skeleton)));
    // Most of those few are cgroup core and the virtual machine's side of virtual EPC.
    assertThat(skeleton.quoted()).hasSizeLessThanOrEqualTo(functions.size() / 8);
  }

  @Test
  void copiesTheTextAndItsComment() throws BadProposal {
    Skeleton skeleton = Skeleton.of("Mine", revision("v5"), List.of("sgx_oom_get_ref"));
    assertThat(skeleton.fileName()).isEqualTo("Mine.java");
    assertThat(skeleton.text())
        .contains("public class Mine extends OomKiller {")
        .contains("/** {@code sgx_oom_get_ref()}: pins the enclave that owns the page. */")
        .contains("@Override\n  public boolean sgxOomGetRef(EpcPage epcPage) {\n    Encl encl;")
        .contains("epcheck validate Mine.java --against v5");
    assertThat(proposal(skeleton).overrides()).hasSize(1);
  }

  @Test
  void whatSuperCallsComesAlong() throws BadProposal {
    Skeleton skeleton = Skeleton.of("Mine", revision("v5"), List.of("sgx_vma_fault"));
    assertThat(skeleton.text())
        .contains("private VmFault sgxVmaFault_pageFault(Vma vma, int index) {")
        .contains("return sgxVmaFault_pageFault(vma, index);")
        .doesNotContain("super.sgxVmaFault");
  }

  @Test
  void functionsOfSeveralPartsGetAClassEach() throws BadProposal {
    Skeleton skeleton =
        Skeleton.of("Mine", revision("v5"), List.of("sgx_epc_oom", "sgx_encl_mm_add"));
    assertThat(proposal(skeleton).classes())
        .extracting(type -> Parts.partOf(type).name())
        .containsExactly("mm tracking", "oom killer");
    assertThat(skeleton.text()).contains("  static class ChangedOomKiller extends OomKiller {");
  }

  @Test
  void withoutAFunctionItTellsHowToGoOn() throws BadProposal {
    Skeleton skeleton = Skeleton.of("Mine", revision("mainline"), List.of());
    assertThat(skeleton.text()).contains("It overrides nothing yet", "extends Reclaimer");
    assertThatThrownBy(() -> proposal(skeleton))
        .hasMessageContaining("overrides no kernel function");
  }

  @Test
  void saysWhatIsWrong() {
    Revision v5 = revision("v5");
    assertThatThrownBy(() -> Skeleton.of("Mine", v5, List.of("sgx_epc_omm")))
        .hasMessage("no function 'sgx_epc_omm'; did you mean sgx_epc_oom or sgx_vepc_mmap?");
    assertThatThrownBy(() -> Skeleton.of("Mine", v5, List.of("sgx_init")))
        .hasMessageContaining("sgx_init() is not modelled: boot");
    assertThatThrownBy(() -> Skeleton.of("Mine", v5, List.of("mmput_async")))
        .hasMessageContaining("nothing that a proposal can change in v5");
    assertThatThrownBy(() -> Skeleton.of("my-change", v5, List.of()))
        .hasMessageContaining("'my-change' is no name of a class");
    assertThatThrownBy(() -> Skeleton.of("mine", v5, List.of()))
        .hasMessageContaining("no name of a class");
  }
}
