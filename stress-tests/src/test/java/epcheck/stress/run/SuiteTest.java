package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.cli.BadInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteTest {
  private final Suite suite =
      new Suite(List.of(Toys.SPIN_LOCK, Toys.V5, Toys.ENCLAVE_LIST, Toys.MUTEX));

  @Test
  void isInOrder() {
    assertThat(suite.tests())
        .containsExactly(Toys.ENCLAVE_LIST, Toys.V5, Toys.MUTEX, Toys.SPIN_LOCK);
  }

  @Test
  void aClassIsAllThatIsNestedInIt() throws BadInput {
    assertThat(suite.named(List.of("ReclaimVsOom")).tests())
        .containsExactly(Toys.ENCLAVE_LIST, Toys.V5);
    assertThat(suite.named(List.of("ReclaimVsOom.V5", "SpinLockTest", "ReclaimVsOom.V5")).tests())
        .containsExactly(Toys.V5, Toys.SPIN_LOCK);
  }

  @Test
  void nothingNamedIsAll() throws BadInput {
    assertThat(suite.named(List.of())).isEqualTo(suite);
  }

  @Test
  void theBeginningOfANameIsNone() {
    assertThatThrownBy(() -> suite.named(List.of("Reclaim")))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "unknown test 'Reclaim'; did you mean ReclaimVsOom or ReclaimVsOom.V5 or"
                + " ReclaimVsOom.EnclaveList?");
  }

  @Test
  void aNestedNameAloneIsToldWhereItIs() {
    assertThatThrownBy(() -> suite.named(List.of("EnclaveList")))
        .hasMessage("unknown test 'EnclaveList'; did you mean ReclaimVsOom.EnclaveList?");
  }

  @Test
  void theSmokeRunHasEveryCanary() {
    assertThat(suite.smoke().tests()).containsExactly(Toys.V5);
  }

  @Test
  void noTwoShippedTestsHaveOneName() {
    assertThat(Suite.shipped().tests()).extracting(StressTest::name).doesNotHaveDuplicates();
  }
}
