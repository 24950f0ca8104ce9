package epcheck.scenario;

import java.util.List;

/**
 * An initial state and the tasks that run in it.
 *
 * @param name as on the command line
 * @param title what it shows, in a line
 * @param revisions for which revisions it is meant; empty for all
 * @param epcPages the number of EPC pages; what no enclave holds is free
 */
public record Scenario(
    String name,
    String title,
    List<String> revisions,
    int epcPages,
    List<Cgroup> cgroups,
    List<Enclave> enclaves,
    List<Proc> processes,
    List<TaskSpec> tasks) {

  /** The name of the cgroup that is always there. */
  public static final String ROOT = "root";

  public Scenario {
    revisions = List.copyOf(revisions);
    cgroups = List.copyOf(cgroups);
    enclaves = List.copyOf(enclaves);
    processes = List.copyOf(processes);
    tasks = List.copyOf(tasks);
  }

  /**
   * A misc cgroup below the root.
   *
   * @param limit its {@code misc.max} for sgx_epc, in pages; {@link
   *     epcheck.sgx.EpcCgroup#UNLIMITED} for none
   */
  public record Cgroup(String name, int limit) {}

  /**
   * An initialized enclave.
   *
   * @param secs where its SECS is
   * @param va where its VA page is; it is always resident
   * @param pages where its regular pages are, by index
   */
  public record Enclave(String name, Page secs, Page va, List<Page> pages) {
    public Enclave {
      pages = List.copyOf(pages);
    }
  }

  /**
   * Where an enclave page is.
   *
   * @param epc the number of its EPC page; -1 for one that is swapped out
   * @param cgroup to which it is charged; null for one that is swapped out
   * @param isolatedBy the task that has it isolated as it starts; null for none
   */
  public record Page(State state, int epc, String cgroup, String isolatedBy) {}

  /** The states of a page. */
  public enum State {
    RESIDENT,
    SWAPPED,
    ISOLATED
  }

  /**
   * A process.
   *
   * @param cgroup which it is in, and charges
   * @param maps the enclaves that it has mapped
   * @param opens the enclaves that it has a descriptor of
   * @param present PTEs that are present, not young
   * @param young PTEs that are present and young
   */
  public record Proc(
      String name,
      String cgroup,
      List<String> maps,
      List<String> opens,
      List<PageRef> present,
      List<PageRef> young) {
    public Proc {
      maps = List.copyOf(maps);
      opens = List.copyOf(opens);
      present = List.copyOf(present);
      young = List.copyOf(young);
    }
  }

  /** A page of an enclave, in a scenario {@code A/0}. */
  public record PageRef(String enclave, int index) {}

  /**
   * A task.
   *
   * @param process of which it is a thread; null for a kernel thread
   */
  public record TaskSpec(String name, String process, List<Call> calls) {
    public TaskSpec {
      calls = List.copyOf(calls);
    }
  }

  /** An entry point and what it is called on. */
  public sealed interface Call {
    /** {@code access A/0}: touches a page until that succeeds or kills the process. */
    record Access(PageRef page) implements Call {}

    /** {@code close A}: closes the process's descriptor. */
    record Close(String enclave) implements Call {}

    /** {@code exit}. */
    record Exit() implements Call {}

    /**
     * {@code reclaim}: one pass of the reclaimer, over the pages that the task has isolated if
     * there are any.
     */
    record Reclaim() implements Call {}

    /** {@code oom cg}: the OOM killer on the LRU of a cgroup. */
    record Oom(String cgroup) implements Call {}
  }
}
