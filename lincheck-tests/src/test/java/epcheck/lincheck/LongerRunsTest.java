package epcheck.lincheck;

import static epcheck.lincheck.Linearizability.modelChecking;
import static epcheck.lincheck.Linearizability.stress;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the other tests check, in many more scenarios: {@code mvn verify -Pnightly}. */
@Tag("nightly")
class LongerRunsTest {
  static Arguments[] structures() {
    return new Arguments[] {
      Arguments.of(FreeListTest.Live.class, FreeListTest.Sequential.class),
      Arguments.of(LruTest.Live.class, LruTest.Sequential.class),
      Arguments.of(VaSlotsTest.Live.class, VaSlotsTest.Sequential.class),
      Arguments.of(XArrayTest.Live.class, XArrayTest.Sequential.class),
      Arguments.of(MmListTest.Live.class, MmListTest.Sequential.class),
      Arguments.of(KrefTest.Live.class, KrefTest.Sequential.class),
    };
  }

  @ParameterizedTest
  @MethodSource("structures")
  void everyInterleavingTriedIsLinearizable(Class<?> live, Class<?> sequential) {
    modelChecking(sequential).iterations(50).invocationsPerIteration(1_000).check(live);
  }

  @ParameterizedTest
  @MethodSource("structures")
  void everyRunIsLinearizable(Class<?> live, Class<?> sequential) {
    stress(sequential).iterations(100).invocationsPerIteration(5_000).check(live);
  }
}
