package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.Encl;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * PCMDRACE of the bug history (22): reverts af117837ceb9. A fault truncates an empty PCMD page that
 * a reclaimer has pinned and is about to write to.
 */
final class PcmdRace implements Patch {
  @Override
  public String name() {
    return "pcmd-race";
  }

  @Override
  public String title() {
    return "PCMDRACE, fixed by af117837ceb9: truncate a PCMD page that a reclaimer is about to write";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends Backing {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public boolean reclaimerWritingToPcmd(Encl encl) {
      return false;
    }
  }
}
