package epcheck.report.toy;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.Mutex;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;

/** As much of {@code struct sgx_encl} as the toys need. */
final class Enclave extends Struct {
  final Kref refcount = layout.kref("refcount", 1);
  final Mutex lock = layout.mutex("lock");
  final Srcu srcu = layout.srcu("srcu");
  final IntCell flags = layout.intCell("flags", 0);
  final IntCell secsChildCnt = layout.intCell("secs_child_cnt", 1).guardedBy(lock);

  Enclave(Kernel kernel, String name) {
    super(kernel, name);
  }
}
