package epcheck.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import epcheck.stress.primitives.SpinLockTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;

/**
 * Runs the quick ones of the JCStress tests. JCStress is content with having run nothing: when no
 * test matches, when the machine has too few CPUs, when a fork dies early. So its own count of what
 * it planned and what passed is checked too.
 */
class SmokeTest {
  private static final Pattern COUNTS =
      Pattern.compile(
          "\\(Results: (\\d+) planned; (\\d+) passed,"
              + " (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs\\)");

  @Test
  @Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
  void spinLock() throws Exception {
    run(SpinLockTest.class);
  }

  private static void run(Class<?> test) throws Exception {
    Path results = Files.createDirectories(target().resolve("jcstress"));
    String name = Pattern.quote(test.getName());
    Options options =
        new Options(
            new String[] {
              "-t", name, "-m", "quick", "-sc", "false", "-jvmArgs", "-Xmx256m", "-r", results + "/"
            });
    assertThat(options.parse()).as("options").isTrue();

    ByteArrayOutputStream console = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    try (PrintStream captured = new PrintStream(console, true, UTF_8)) {
      System.setOut(captured);
      JCStress jcstress = new JCStress(options);
      assertThat(jcstress.getTests()).containsExactly(test.getName());
      jcstress.run();
    } finally {
      System.setOut(stdout);
      stdout.print(console.toString(UTF_8));
    }
    assertAllPlannedPassed(console.toString(UTF_8));
  }

  /** The build's folder, wherever this was started: that of the test classes. */
  private static Path target() throws Exception {
    return Path.of(SmokeTest.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .getParent();
  }

  private static void assertAllPlannedPassed(String console) {
    Matcher counts = COUNTS.matcher(console);
    MatchResult last = null;
    while (counts.find()) {
      last = counts.toMatchResult();
    }
    assertThat(last).as("JCStress reports what it ran:%n%s", console).isNotNull();
    assertThat(Integer.parseInt(last.group(1))).as("planned").isPositive();
    assertThat(last.group(2)).as("passed, of those planned").isEqualTo(last.group(1));
    assertThat(last.group(3) + last.group(4) + last.group(5))
        .as("failed, soft and hard errors")
        .isEqualTo("000");
  }
}
