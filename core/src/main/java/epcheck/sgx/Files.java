package epcheck.sgx;

import java.util.List;

/**
 * Open files (fs/file_table.c, fs/open.c, kernel/task_work.c, v6.5).
 *
 * <p>A last {@code fput()} never runs {@code sgx_release()} in place: it becomes task work, which
 * the same task runs on its way back to user space with no lock held, or in a kernel thread a work
 * item. So functions that may drop the last reference return which files they did it for (a mask by
 * {@link Encl#id}), and the system calls end with {@link #taskWorkRun}.
 *
 * <p>Dropped: the table of descriptors. Which ones a process still has when it closes one, forks or
 * exits is known beforehand, since a scenario's threads do not race for them.
 */
@KernelFile("fs/file_table.c")
public final class Files {
  private final SgxDriver sgx;

  Files(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code fput()}. Returns the file in a mask if this was the last reference. */
  public int fput(EnclFile file) {
    return file.fCount.put() ? 1 << file.encl.id : 0;
  }

  /** The same for all descriptors of a process, as in {@code exit_files()}. */
  int exitFiles(List<EnclFile> open) {
    int released = 0;
    for (int i = 0; i < open.size(); i++) {
      released |= fput(open.get(i));
    }
    return released;
  }

  /** {@code dup_fd()}: a child gets the descriptors of its parent. */
  @KernelFile("fs/file.c")
  void dupFd(List<EnclFile> open) {
    for (int i = 0; i < open.size(); i++) {
      open.get(i).fCount.get();
    }
  }

  /** What {@code fput()} does with a last reference where there is no task work. */
  void _delayedFput(int released) {
    for (int i = 0; i < sgx.enclaves().size(); i++) {
      if ((released >> i & 1) != 0) {
        sgx.fileOf(sgx.enclaves().get(i)).delayedFput.queue();
      }
    }
  }

  /** {@code task_work_run()}: what {@code fput()} left for the way back to user space. */
  @KernelFile("kernel/task_work.c")
  public void taskWorkRun(int released) {
    for (int i = 0; i < sgx.enclaves().size(); i++) {
      if ((released >> i & 1) != 0) {
        sgx.lifecycle.sgxRelease(sgx.fileOf(sgx.enclaves().get(i)));
      }
    }
  }
}
