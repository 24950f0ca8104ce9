package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A question of the review: v5 tests NO_MEMORY and then sets it, so two killers may both zap and
 * drain the same enclave. With one {@code test_and_set_bit()} the second one returns at once.
 */
final class TestAndSetNoMemory implements Patch {
  @Override
  public String name() {
    return "test-and-set-no-memory";
  }

  @Override
  public String title() {
    return "question: the OOM killer marks a victim with test_and_set_bit()";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Atomic.class);
  }

  public static class Atomic extends OomKiller {
    public Atomic(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public boolean sgxOomEncl(Encl encl) {
      if (!encl.flags.testBit(Encl.CREATED)) {
        sgx.lifecycle._krefPut(encl);
        return false;
      }
      if (!encl.flags.testAndSetBit(Encl.NO_MEMORY)) {
        sgx.witness._killing(encl);
        sgxOomEncl_zap(encl);
        sgxOomEncl_drain(encl);
      }
      sgx.lifecycle._krefPut(encl);
      return true;
    }
  }
}
