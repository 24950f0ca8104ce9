package epcheck.report;

import epcheck.explore.DataRace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A data race in the shape of a KCSAN report. Two places that race in several ways, as two {@code x
 * |= y} do, or over several variables, as two {@code list_del()} do, make one report.
 */
public final class DataRaceReport {
  private static final int RULE = 66;

  /** So many variables are named. */
  private static final int FEW = 3;

  /** One of the two places: all accesses there that take part. */
  private static final class Site {
    final DataRace.Access first;
    boolean reads;
    boolean writes;
    boolean marked = true;

    Site(DataRace.Access first) {
      this.first = first;
    }

    void add(DataRace.Access access) {
      reads |= !access.write();
      writes |= access.write();
      marked &= access.marked();
    }

    String function() {
      return first.stack().isEmpty() ? first.task() : first.stack().get(0);
    }

    List<String> lines(String variable) {
      List<String> lines = new ArrayList<>();
      lines.add(
          (writes ? reads ? "read-write" : "write" : "read")
              + (marked ? " (marked)" : "")
              + " to "
              + variable
              + " by "
              + (first.task().startsWith("task ") ? "" : "task ")
              + first.task()
              + ":");
      first.stack().forEach(function -> lines.add(" " + function));
      return lines;
    }
  }

  private final Set<String> variables = new LinkedHashSet<>();
  private final Site one;
  private final Site two;

  private DataRaceReport(DataRace race) {
    one = new Site(race.first());
    two = new Site(race.second());
  }

  /** The reports of these races, in order. */
  public static List<DataRaceReport> of(List<DataRace> races) {
    Map<List<Object>, DataRaceReport> reports = new LinkedHashMap<>();
    for (DataRace race : races) {
      List<String> a = race.first().stack();
      List<String> b = race.second().stack();
      boolean swapped = a.toString().compareTo(b.toString()) > 0;
      List<Object> key = swapped ? List.of(b, a) : List.of(a, b);
      DataRaceReport report = reports.computeIfAbsent(key, k -> new DataRaceReport(race));
      report.variables.add(race.variable());
      boolean same = report.one.first.stack().equals(a);
      (same ? report.one : report.two).add(race.first());
      (same ? report.two : report.one).add(race.second());
    }
    return new ArrayList<>(reports.values());
  }

  /** For example {@code data-race in sgx_alloc_epc_page / sgx_free_epc_page}, as KCSAN has it. */
  public String title() {
    String a = one.function();
    String b = two.function();
    boolean ordered = a.compareTo(b) <= 0;
    return "data-race in " + (ordered ? a : b) + " / " + (ordered ? b : a);
  }

  /** One of the accesses of each place. */
  public List<DataRace.Access> accesses() {
    return List.of(one.first, two.first);
  }

  /** What is raced for; of many the first few. */
  public String variables() {
    List<String> some = variables.stream().limit(FEW).toList();
    int more = variables.size() - some.size();
    return String.join(", ", some) + (more == 0 ? "" : " and " + more + " more");
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("=".repeat(RULE));
    lines.add("BUG: KCSAN: " + title());
    lines.add("");
    boolean writerFirst = one.writes || !two.writes;
    lines.addAll((writerFirst ? one : two).lines(variables()));
    lines.add("");
    lines.addAll((writerFirst ? two : one).lines(variables()));
    lines.add("=".repeat(RULE));
    return lines;
  }
}
