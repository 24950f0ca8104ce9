package epcheck.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.scenario.RecordedVerdicts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Whatever rule a verdict names, {@code epcheck list oracles} explains. */
class CatalogTest {
  private static final Set<String> LISTED = Oracles.catalog().keySet();

  @Test
  void everyRuleOfARecordedVerdictIsListed() {
    Set<String> broken =
        RecordedVerdicts.load().stream()
            .flatMap(entry -> entry.violations().stream())
            .map(key -> key.replaceFirst("@.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(broken).hasSizeGreaterThan(30);
    assertThat(LISTED).containsAll(broken);
  }

  /** A name of several words looks like no other constant of these packages. */
  @ParameterizedTest
  @CsvSource({
    "explore, lock-order",
    "kernel, null-dereference",
    "sgx, wild-pointer",
    "oracle, lost-page"
  })
  void everyRuleThatAPackageNamesIsListed(String name, String example) throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path file : classes(name)) {
      try (InputStream in = Files.newInputStream(file)) {
        new ClassReader(in).accept(new Constants(named), ClassReader.SKIP_DEBUG);
      }
    }
    named.removeIf(constant -> !constant.matches("[a-z]+(-[a-z]+)+"));
    assertThat(named).contains(example);
    assertThat(LISTED).containsAll(named);
  }

  @Test
  void everyRuleOfPolicyIsListed() {
    assertThat(LISTED).containsAll(Oracles.policy());
  }

  @Test
  void everyRuleHasASentenceThatFitsALine() {
    assertThat(LISTED).contains("deadlock", "livelock");
    assertThat(Oracles.catalog())
        .allSatisfy(
            (name, sentence) -> assertThat(sentence).isNotBlank().hasSizeLessThanOrEqualTo(120));
  }

  /** The catalog itself names everything; it proves nothing. */
  private static List<Path> classes(String name) throws IOException {
    Path root =
        Path.of(Oracles.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (Stream<Path> files = Files.list(root.resolve("epcheck").resolve(name))) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("Oracles.class"))
          .toList();
    }
  }

  /** Collects the strings of a class. */
  private static final class Constants extends ClassVisitor {
    private final Set<String> into;

    Constants(Set<String> into) {
      super(Opcodes.ASM9);
      this.into = into;
    }

    private void add(Object constant) {
      if (constant instanceof String text) {
        into.add(text);
      }
    }

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      add(value);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitLdcInsn(Object value) {
          add(value);
        }
      };
    }
  }
}
