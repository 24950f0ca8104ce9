package epcheck.revision;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.revision.ModelledFunctions.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nothing of the driver is left out unnoticed. */
class ModelledFunctionsTest {
  private static final Path WANTED = Path.of("src", "test", "resources", "kernel-functions.txt");

  private static Set<String> modelled() {
    return ModelledFunctions.all().stream().map(Function::name).collect(Collectors.toSet());
  }

  @Test
  void everyFunctionThatTheReferenceNamesHasAMethod() throws IOException {
    List<String> wanted =
        Files.readAllLines(WANTED).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(wanted).hasSizeGreaterThan(90).doesNotHaveDuplicates();
    assertThat(modelled()).containsAll(wanted);
  }

  @Test
  void whatIsMissingOnPurposeIsMissing() {
    assertThat(ModelledFunctions.missingOnPurpose()).isNotEmpty();
    assertThat(modelled())
        .doesNotContainAnyElementsOf(ModelledFunctions.missingOnPurpose().keySet());
  }

  @Test
  void aFunctionIsThereOnceForEachFileAndMethod() {
    assertThat(ModelledFunctions.all())
        .doesNotHaveDuplicates()
        .contains(
            new Function(
                "sgx_reclaim_pages", "arch/x86/kernel/cpu/sgx/main.c", "Reclaimer.sgxReclaimPages"),
            new Function(
                "sgx_reclaim_epc_pages",
                "arch/x86/kernel/cpu/sgx/main.c",
                "V5Reclaimer.sgxReclaimEpcPages"),
            new Function("mmput", "kernel/fork.c", "Fork.mmput"))
        .isSortedAccordingTo(
            java.util.Comparator.comparing(Function::file).thenComparing(Function::name));
  }

  /** Parts of functions, overriding methods and what has no name of a kernel function. */
  @Test
  void othersAreNot() {
    assertThat(ModelledFunctions.all())
        .extracting(Function::method)
        .noneMatch(method -> method.matches(".*\\.(_[^_].*|add|lambda.*|access)"))
        .noneMatch(method -> method.matches(".*\\.[a-z]\\w*_\\w+"))
        .doesNotContain("V5PageFault.sgxVmaFault");
  }
}
