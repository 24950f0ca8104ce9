package epcheck.page;

import epcheck.explore.Trace;
import epcheck.kernel.Struct;
import epcheck.revision.Revision;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.Process;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the driver's data structures hold between two steps, in tables. */
final class DriverState {
  private final SgxDriver sgx;
  private final Places places;
  private final References references;
  private final Revision revision;
  private final List<EpcCgroup> cgroups;

  /**
   * @param trace whose steps are looked at; only its tasks matter
   */
  DriverState(SgxDriver sgx, Revision revision, Trace trace) {
    this.sgx = sgx;
    this.revision = revision;
    places = new Places(sgx, trace.tasks());
    references = new References(sgx, places);
    cgroups = sgx.cgroups == null ? List.of() : sgx.cgroups._all();
  }

  /** The same for all states. */
  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    List<String> columns =
        new ArrayList<>(List.of("holds", "on list", "owner", "flags", "mapped by"));
    if (!cgroups.isEmpty()) {
      columns.add("charged to");
    }
    tables.add(new Table("EPC pages", columns, names(sgx.epc)));
    tables.add(
        new Table(
            "Enclaves",
            List.of("flags", "refcount", "secs_child_cnt", "mm_list", "pages"),
            names(sgx.enclaves())));
    tables.add(new Table("Memory maps", List.of("mm_users", "VMAs"), names(sgx.mms())));
    if (!cgroups.isEmpty()) {
      tables.add(new Table("Cgroups", List.of("usage", "max"), names(cgroups)));
    }
    tables.add(new Table("Counters", List.of("value"), List.of("sgx_nr_free_pages")));
    tables.removeIf(table -> table.rows().isEmpty());
    return tables;
  }

  private static List<String> names(List<?> structs) {
    return structs.stream().map(Object::toString).toList();
  }

  /** What stands in the cells of all tables now, row by row. */
  List<String> values() {
    List<String> values = new ArrayList<>();
    places.look();
    sgx.epc.forEach(page -> values.addAll(of(page)));
    sgx.enclaves().forEach(encl -> values.addAll(of(encl)));
    sgx.mms().forEach(mm -> values.addAll(of(mm)));
    cgroups.forEach(cgroup -> values.addAll(of(cgroup)));
    values.add(Integer.toString(sgx.allocator.nrFreePages._read()));
    return values;
  }

  private List<String> of(EpcPage page) {
    List<String> cells = new ArrayList<>();
    cells.add(places.contents(page));
    cells.add(places.list(page));
    cells.add(pointer(page.owner()));
    cells.add(revision.pageFlags().apply(page.flags.get()) + (poisoned(page) ? ", poisoned" : ""));
    cells.add(mappedBy(page));
    if (!cgroups.isEmpty()) {
      cells.add(pointer(page.epcCg.get()));
    }
    return cells;
  }

  private static boolean poisoned(EpcPage page) {
    return page.poison.get() != 0;
  }

  private String pointer(Struct to) {
    return to == null ? "NULL" : to + (sgx.kernel.isAlive(to) ? "" : " (freed)");
  }

  private String mappedBy(EpcPage page) {
    List<String> mappings = new ArrayList<>();
    for (Process process : sgx.processes()) {
      for (Encl encl : sgx.enclaves()) {
        for (int i = 0; process.mm != null && i < encl.pages; i++) {
          if (process.mm.pageMappedAt(encl, i) == page.index) {
            mappings.add(process.name + " at " + encl + "/" + i);
          }
        }
      }
    }
    return mappings.isEmpty() ? "-" : String.join(", ", mappings);
  }

  private List<String> of(Encl encl) {
    if (!sgx.kernel.isAlive(encl)) {
      return List.of("(freed)", "", "", "", "");
    }
    return List.of(
        flags(encl),
        references.of(encl),
        Integer.toString(encl.secsChildCnt.get()),
        references.mmList(encl),
        places.pages(encl));
  }

  private String flags(Encl encl) {
    List<String> names = List.of("IOCTL", "DEBUG", "CREATED", "INITIALIZED", revision.killedFlag());
    List<String> set = new ArrayList<>();
    for (int bit = 0; bit < names.size(); bit++) {
      if (encl.flags.testBit(bit)) {
        set.add(names.get(bit));
      }
    }
    return set.isEmpty() ? "0" : String.join("|", set);
  }

  private List<String> of(Mm mm) {
    String vmas =
        mm.vmas().stream()
            .map(this::range)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return List.of(Integer.toString(mm.mmUsers.read()), vmas.isEmpty() ? "-" : vmas);
  }

  /** For example {@code A[0,2)}; null if it is not mapped. */
  private String range(Vma vma) {
    int range = vma.mapped.get();
    if (range == 0) {
      return null;
    }
    Encl encl = sgx.enclaves().get(Vma.enclId(range));
    boolean orphan = vma.vmPrivateData.get() == null;
    return encl
        + "["
        + Vma.from(range)
        + ","
        + Vma.to(range)
        + ")"
        + (orphan ? " without its enclave" : "");
  }

  private List<String> of(EpcCgroup cgroup) {
    int max = cgroup.max.get();
    boolean removed = cgroup.css != null && cgroup.css.isRemoved();
    return List.of(
        Integer.toString(cgroup.usage.read()),
        (max == EpcCgroup.UNLIMITED ? "max" : Integer.toString(max))
            + (removed ? ", removed" : "")
            + (sgx.kernel.isAlive(cgroup) ? "" : ", freed"));
  }
}
