package epcheck.revision;

import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vepc;
import epcheck.sgx.VirtualEpc;
import java.util.List;

/**
 * A fix: {@code sgx_vepc_release()} adds its SECS pages to {@code zombie_secs_pages} before it
 * tries all of these again, by a {@code list_splice_tail_init()} at the head of the section of
 * {@code zombie_secs_pages_lock}. Whoever removes the last child of one takes the lock after that:
 * either the SECS is a zombie by then, or its owner has yet to try it again.
 */
final class ZombiesRetried implements Patch {
  @Override
  public String name() {
    return "zombies-retried";
  }

  @Override
  public String title() {
    return "fix: sgx_vepc_release() tries its own SECS pages again under zombie_secs_pages_lock";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends VirtualEpc {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxVepcRelease_zombies(Vepc vepc) {
      while (!vepc.secsPages.isEmpty()) {
        zombieSecsPages.moveTail(vepc.secsPages.next());
      }
      super.sgxVepcRelease_zombies(vepc);
    }
  }
}
