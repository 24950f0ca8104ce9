package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.LockUnion;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.Model;
import epcheck.report.toy.LockNesting;
import epcheck.report.toy.OomUnderLock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lock order as a table, as a graph and for programs, against golden files. */
class LockTableTest {
  private static LockUnion union(Map<String, Model> models) {
    LockUnion union = new LockUnion();
    models.forEach(
        (name, model) -> union.add(name, new Explorer(model, Options.DEFAULT).run(Progress.NONE)));
    return union;
  }

  private static LockUnion all() {
    Map<String, Model> models = new LinkedHashMap<>();
    models.put("mprotect-vs-kill", new OomUnderLock());
    models.put("fork-vs-reclaim", LockNesting.subclass());
    models.put("fault-vs-mmap", LockNesting.readersAndALock());
    return union(models);
  }

  @Test
  void theTableFitsATerminal() {
    List<String> lines = new LockTable(all(), LockTable.WIDTH, Paint.PLAIN).lines();
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    Golden.check("lock-table.golden", String.join("\n", lines) + "\n");
  }

  @Test
  void cyclesOfTheGraphAreRed() {
    List<String> lines = new LockGraph("v2 + fork-deadlock", all()).lines();
    String text = String.join("\n", lines) + "\n";
    // Its tooltips are as long as need be.
    Golden.check("lock-graph.golden", text.replaceAll(", edgetooltip=\"[^\"]*\"", ""));
    assertThat(text)
        .contains("edgetooltip=\"held in sgx_vma_fault(), acquired in sgx_alloc_epc_page(), ");
  }

  @Test
  void anOrderWithoutEdgesIsSaidToBeSo() {
    assertThat(new LockTable(new LockUnion(), LockTable.WIDTH, Paint.PLAIN).lines())
        .containsExactly("No lock is taken with another one held.");
  }

  @Test
  void programsGetTheSame() throws Exception {
    LockUnion union = union(Map.of("fault-vs-mmap", LockNesting.readersAndALock()));
    Case what = new Case("v2", List.of("p"), "fault-vs-mmap", Granularity.LOCK);
    String json = new LockJson(List.of(what), true, union).text();
    Golden.check("lock-order.json", json);
    JsonNode cycle = new ObjectMapper().readTree(json).get("cycles").get(0);
    assertThat(cycle.get("edges").get(cycle.get("closing").asInt()).get("task").asText())
        .isEqualTo("ksgxd");
  }
}
