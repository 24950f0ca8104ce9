package epcheck.scenario;

import static epcheck.scenario.Operand.CGROUP;
import static epcheck.scenario.Operand.CHILD;
import static epcheck.scenario.Operand.ENCLAVE;
import static epcheck.scenario.Operand.EPC_PAGE;
import static epcheck.scenario.Operand.LIMIT;
import static epcheck.scenario.Operand.OPTIONAL_PROTECTION;
import static epcheck.scenario.Operand.PAGE;
import static epcheck.scenario.Operand.PAGES;
import static epcheck.scenario.Operand.PAGE_TYPE;
import static epcheck.scenario.Operand.PROCESS;
import static epcheck.scenario.Operand.PROTECTION;
import static epcheck.scenario.Operand.RANGE;
import static epcheck.scenario.Operand.VEPC;
import static epcheck.scenario.Operand.VEPC_PAGE;
import static epcheck.scenario.Verb.Caller.ANYBODY;
import static epcheck.scenario.Verb.Caller.HOLDER;
import static epcheck.scenario.Verb.Caller.MAPPER;
import static epcheck.scenario.Verb.Caller.THREAD;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a task can call. */
public enum Verb {
  // Memory.
  ACCESS(MAPPER, "touches a page until that succeeds or is answered by a signal", PAGE),
  RUN(MAPPER, "enters the enclave at a page, and stays inside until the task's next call", PAGE),
  ACCEPT(MAPPER, "EACCEPT of a page by the enclave itself", PAGE),
  MMAP(HOLDER, "mmap() of an enclave, or of some of its pages", RANGE, OPTIONAL_PROTECTION),
  MUNMAP(MAPPER, "munmap() of an enclave, or of some of its pages", RANGE),
  MPROTECT(MAPPER, "mprotect() of an enclave, or of some of its pages", RANGE, PROTECTION),
  PEEK(THREAD, "ptrace() access to a page of a debug enclave in another process", PROCESS, PAGE),
  // Processes and files.
  FORK(THREAD, "fork(); the tasks of the child begin then", CHILD),
  CLOSE(HOLDER, "close() of the process's descriptor", ENCLAVE),
  EXIT(THREAD, "exit() of the process"),
  SIGNAL(ANYBODY, "sends a process a signal that it handles", PROCESS),
  // ioctls of /dev/sgx_enclave.
  CREATE(HOLDER, "SGX_IOC_ENCLAVE_CREATE", ENCLAVE),
  ADD(HOLDER, "SGX_IOC_ENCLAVE_ADD_PAGES", PAGES),
  INIT(HOLDER, "SGX_IOC_ENCLAVE_INIT", ENCLAVE),
  RESTRICT(HOLDER, "SGX_IOC_ENCLAVE_RESTRICT_PERMISSIONS, to reading", PAGES),
  MODIFY(HOLDER, "SGX_IOC_ENCLAVE_MODIFY_TYPES", PAGES, PAGE_TYPE),
  REMOVE(HOLDER, "SGX_IOC_ENCLAVE_REMOVE_PAGES", PAGES),
  // The reclaimers and the OOM killer.
  RECLAIM(ANYBODY, "one pass of the reclaimer, over the task's isolated pages if it has any"),
  WORKER(ANYBODY, "queues the reclaim worker of a cgroup", CGROUP),
  OOM(ANYBODY, "the OOM killer on the LRU of a cgroup", CGROUP),
  // The administrator.
  MAX(ANYBODY, "a write to misc.max of a cgroup", CGROUP, LIMIT),
  RMDIR(ANYBODY, "rmdir() of a cgroup", CGROUP),
  MIGRATE(ANYBODY, "moves a process into a cgroup", PROCESS, CGROUP),
  // What befalls the driver.
  MEMORY_FAILURE(ANYBODY, "arch_memory_failure() of an EPC page", EPC_PAGE),
  OUT_OF_MEMORY(ANYBODY, "from here on kmalloc() and shmem fail"),
  MEMORY_BACK(ANYBODY, "from here on they succeed again"),
  WRITE_BACK(ANYBODY, "swaps out backing pages of an enclave that are dirty", ENCLAVE),
  DROP_CLEAN(ANYBODY, "drops backing pages of an enclave that are clean", ENCLAVE),
  // Virtual EPC.
  VEPC_FAULT(THREAD, "a fault of a guest on a page of virtual EPC", VEPC_PAGE),
  VEPC_REMOVE_ALL(THREAD, "SGX_IOC_VEPC_REMOVE_ALL", VEPC),
  VEPC_CLOSE(THREAD, "the last close() of a virtual EPC", VEPC);

  /** Who can make a call. */
  enum Caller {
    /** Any task. */
    ANYBODY,
    /** A task of user space. */
    THREAD,
    /** A task of a process that has the enclave mapped. */
    MAPPER,
    /** A task of a process that has a descriptor of the enclave. */
    HOLDER
  }

  private final Caller caller;
  private final String title;
  private final List<Operand> operands;

  Verb(Caller caller, String title, Operand... operands) {
    this.caller = caller;
    this.title = title;
    this.operands = List.of(operands);
  }

  static Optional<Verb> of(String word) {
    return Stream.of(values()).filter(verb -> verb.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Stream.of(values()).map(Verb::word).toList();
  }

  /** As a scenario writes it, for example {@code memory-failure}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** An example of it, for example {@code access A/0}. */
  public String example() {
    return Stream.concat(Stream.of(word()), operands.stream().map(Operand::example))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** What it does, in a line. */
  public String title() {
    return title;
  }

  Caller caller() {
    return caller;
  }

  List<Operand> operands() {
    return operands;
  }
}
