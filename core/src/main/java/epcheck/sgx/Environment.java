package epcheck.sgx;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;

/**
 * What befalls the driver from outside, as far as a scenario allows it: memory runs out and comes
 * back, in steps of a task of the scenario's own. So every allocation of the kernel may fail or
 * succeed, in each combination that such a task allows; without one all succeed.
 */
public final class Environment {
  private final boolean memoryMayRunOut;
  private final IntCell outOfMemory;

  Environment(Kernel kernel, boolean memoryMayRunOut) {
    this.memoryMayRunOut = memoryMayRunOut;
    Layout globals = kernel.layout(null, "");
    outOfMemory = globals.intCell("(memory is short)", 0);
  }

  /** Whether an allocation with {@code GFP_KERNEL} fails now. */
  public boolean _allocationFails() {
    return memoryMayRunOut && outOfMemory.readOnce() != 0;
  }

  /** From here on allocations fail. */
  public void _memoryRunsOut() {
    outOfMemory.writeOnce(1);
  }

  /** From here on allocations succeed again. */
  public void _memoryIsBack() {
    outOfMemory.writeOnce(0);
  }
}
