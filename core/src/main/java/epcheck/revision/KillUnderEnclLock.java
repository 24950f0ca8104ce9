package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A question of the review: v2 held {@code encl->lock} while it freed what the victim had. Would
 * that not keep faults and reclaimers away, in v5 too, until the kill is complete?
 */
final class KillUnderEnclLock implements Patch {
  @Override
  public String name() {
    return "kill-under-encl-lock";
  }

  @Override
  public String title() {
    return "question: the OOM killer holds encl->lock from the mark to the drain";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Holding.class);
  }

  public static class Holding extends OomKiller {
    public Holding(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxOomEncl_mark(Encl encl) {
      encl.lock.lock();
      return super.sgxOomEncl_mark(encl);
    }

    @Override
    protected void sgxOomEncl_drain(Encl encl) {
      super.sgxOomEncl_drain(encl);
      encl.lock.unlock();
    }
  }
}
