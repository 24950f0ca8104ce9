package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A question of the review: what would break if the killer left {@code mm_list} as it is? An mm
 * goes from there when it exits, in any case. Walkers go on to find it until then.
 */
final class KeepMmList implements Patch {
  @Override
  public String name() {
    return "keep-mm-list";
  }

  @Override
  public String title() {
    return "question: the OOM killer does not drain mm_list";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Keeping.class);
  }

  public static class Keeping extends OomKiller {
    public Keeping(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxOomEncl_drain(Encl encl) {}
  }
}
