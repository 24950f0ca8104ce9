package epcheck.live;

import epcheck.kernel.Bits;
import epcheck.kernel.Cell;
import epcheck.kernel.Counter;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;

/** A struct with one member of each kind. */
final class Box extends Struct {
  final SpinLock spin = layout.spinLock("spin");
  final Mutex mutex = layout.mutex("mutex");
  final RwSemaphore rwsem = layout.rwSemaphore("rwsem");
  final Srcu srcu = layout.srcu("srcu");
  final Kref refcount = layout.kref("refcount", 1);
  final Bits flags = layout.bits("flags", "CREATED", "IOCTL");
  final Counter counter = layout.counter("counter", 0);
  final IntCell value = layout.intCell("value", 0);
  final IntCell other = layout.intCell("other", 0);
  final Cell<Box> pointer = layout.cell("pointer", Box.class);
  final ListHead<Box> list = layout.listHead("list", Box.class);
  final XArray<Box> array = layout.xarray("array", 2, Box.class);

  Box(Kernel kernel, String name) {
    super(kernel, name);
  }
}
