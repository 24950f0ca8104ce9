package epcheck.live;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import epcheck.kernel.KernelBug;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a call is misuse, and of which kind. */
final class KernelBugs {
  private KernelBugs() {}

  static void assertBug(String oracle, String text, ThrowingCallable call) {
    KernelBug bug = catchThrowableOfType(KernelBug.class, call);
    Assertions.assertThat(bug).as(oracle).isNotNull();
    Assertions.assertThat(bug.oracle()).isEqualTo(oracle);
    Assertions.assertThat(bug).hasMessage(text);
  }
}
