package epcheck.sgx;

/**
 * What {@code current} points to: a task of user space with its mm and open files, or a kernel
 * thread without.
 *
 * @param mm null for a kernel thread
 * @param cgroup the misc cgroup that it charges; null where there is no EPC cgroup
 * @param ksgxd it is ksgxd, which {@code current_is_ksgxd()} asks
 */
public record Process(String name, Mm mm, EpcCgroup cgroup, boolean ksgxd) {}
