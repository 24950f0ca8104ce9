package epcheck.scenario;

import epcheck.oracle.Events;
import epcheck.sgx.PageType;
import java.util.List;

/**
 * An initial state and the tasks that run in it.
 *
 * @param name as on the command line
 * @param title what it shows, in a line
 * @param revisions for which revisions it is meant; empty for all
 * @param epcPages the number of EPC pages of each NUMA node; what nobody holds is free
 * @param watermarks null if allocations wake nobody
 * @param cgroups in pre-order, without the root
 * @param bigSrcu the machine has so many CPUs that SRCU has a list of callbacks for each
 * @param sometimes what some execution must come to
 * @param rules which {@link epcheck.oracle.Oracles#onDemand rules on demand} must hold, too
 */
public record Scenario(
    String name,
    String title,
    List<String> revisions,
    List<Integer> epcPages,
    Watermarks watermarks,
    boolean bigSrcu,
    List<Cgroup> cgroups,
    List<Enclave> enclaves,
    List<Vepc> vepcs,
    List<Proc> processes,
    List<TaskSpec> tasks,
    List<Sometimes> sometimes,
    List<String> rules) {

  /** The name of the cgroup that is always there. */
  public static final String ROOT = "root";

  public Scenario {
    revisions = List.copyOf(revisions);
    epcPages = List.copyOf(epcPages);
    cgroups = List.copyOf(cgroups);
    enclaves = List.copyOf(enclaves);
    vepcs = List.copyOf(vepcs);
    processes = List.copyOf(processes);
    tasks = List.copyOf(tasks);
    sometimes = List.copyOf(sometimes);
    rules = List.copyOf(rules);
  }

  /** The enclave of that name. */
  Enclave enclave(String wanted) {
    return enclaves.stream().filter(e -> e.name().equals(wanted)).findFirst().orElseThrow();
  }

  /** The process of that name; null for that of a kernel thread. */
  Proc process(String wanted) {
    return processes.stream().filter(p -> p.name().equals(wanted)).findFirst().orElse(null);
  }

  /**
   * When ksgxd runs: {@code SGX_NR_LOW_PAGES} and {@code SGX_NR_HIGH_PAGES}.
   *
   * @param low an allocation that leaves fewer free pages wakes it
   * @param high it goes on until so many are free
   */
  public record Watermarks(int low, int high) {}

  /**
   * A misc cgroup.
   *
   * @param parent that it is below; {@link #ROOT} or another one
   * @param limit its {@code misc.max} for sgx_epc, in pages; {@link
   *     epcheck.sgx.EpcCgroup#UNLIMITED} for none
   */
  public record Cgroup(String name, String parent, int limit) {}

  /**
   * An enclave.
   *
   * @param stage how far it has been built
   * @param debug whether a debugger may look into it
   * @param secs where its SECS is; null before it is created
   * @param va where its VA pages are, in the order of their allocation; always resident
   * @param pages where its other pages are, by index
   */
  public record Enclave(
      String name, Stage stage, boolean debug, Page secs, List<Page> va, List<Page> pages) {
    public Enclave {
      va = List.copyOf(va);
      pages = List.copyOf(pages);
    }
  }

  /** How far an enclave has been built. */
  public enum Stage {
    OPENED,
    CREATED,
    INITIALIZED
  }

  /**
   * Where an enclave page is.
   *
   * @param epc the number of its EPC page; -1 for one that is not resident
   * @param cgroup to which it is charged; null for one that is not resident
   * @param isolatedBy the task that has it isolated as it starts; null for none
   * @param type one of {@link PageType}, for those that are of a choice of types
   */
  public record Page(State state, int epc, String cgroup, String isolatedBy, int type) {}

  /** The states of a page. */
  public enum State {
    RESIDENT,
    SWAPPED,
    ISOLATED,
    /** Not in {@code page_array}. */
    ABSENT;

    boolean isInEpc() {
      return this == RESIDENT || this == ISOLATED;
    }
  }

  /**
   * Virtual EPC of a guest.
   *
   * @param pages how many pages it has; page 0 is the SECS of the guest, unless secsIn has it
   * @param resident the EPC pages of those that were touched, by index; -1 for the others
   * @param cgroup to which these are charged
   * @param secsIn another one of the same guest, which has the SECS; null for one of its own
   */
  public record Vepc(String name, int pages, List<Integer> resident, String cgroup, String secsIn) {
    public Vepc {
      resident = List.copyOf(resident);
    }
  }

  /**
   * A process.
   *
   * @param cgroup which it is in, and charges
   * @param node on whose CPUs it runs
   * @param forkedBy the process that forks it; null for one that is there from the start
   * @param maps the enclaves that it has mapped
   * @param opens the enclaves that it has a descriptor of
   * @param present PTEs that are present, not young
   * @param young PTEs that are present and young
   */
  public record Proc(
      String name,
      String cgroup,
      int node,
      String forkedBy,
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
  public record PageRef(String enclave, int index) {
    @Override
    public String toString() {
      return enclave + "/" + index;
    }
  }

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

  /**
   * Something that some execution must come to.
   *
   * @param event for example {@code evict A/0}
   * @param revisions on which; empty for all that can come to it
   */
  public record Sometimes(String event, Events.Kind kind, List<String> revisions) {
    public Sometimes {
      revisions = List.copyOf(revisions);
    }
  }
}
