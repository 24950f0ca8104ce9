package epcheck.scenario;

import epcheck.oracle.Oracles;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftCgroup;
import epcheck.scenario.Scenario.Watermarks;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Sequence;
import epcheck.scenario.YamlNode.Text;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.SgxDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the form of a scenario: which keys there are and what stands behind them. */
final class ScenarioReader {
  static final int NO_MAX = 999_999_999;
  private static final int MOST_NODES = 4;

  static final List<String> KEYS =
      List.of(
          "name",
          "title",
          "revisions",
          "epc",
          "free",
          "watermarks",
          "srcu",
          "cgroups",
          "enclaves",
          "vepc",
          "processes",
          "tasks",
          "sometimes",
          "rules");

  private final Mistakes mistakes;
  private final Draft draft = new Draft();
  private final Sections sections;

  ScenarioReader(Mistakes mistakes) {
    this.mistakes = mistakes;
    sections = new Sections(draft, mistakes);
  }

  /** Null if there is nothing to read; a mistake is noted then. */
  Draft read(YamlNode root) {
    if (!(root instanceof Mapping mapping)) {
      mistakes.add(
          root,
          "a scenario is a mapping, and this is " + root.described(),
          "begin with 'name:' and a name");
      return null;
    }
    Fields fields = new Fields(mapping, root, "", KEYS, mistakes);
    head(fields);
    epc(fields);
    watermarks(fields);
    srcu(fields);
    cgroups(fields);
    new EnclaveReader(sections).read(fields);
    new VepcReader(sections).read(fields);
    new ProcessReader(sections).read(fields);
    new TaskReader(sections).read(fields);
    new SometimesReader(sections).read(fields);
    rules(fields);
    return draft;
  }

  private void head(Fields fields) {
    String right = "write a name, for example last-page";
    Text name = fields.text(fields.required("name", right), "name", right);
    if (name != null) {
      sections.checkName("scenario", Sections.PLAIN_NAME, name);
      draft.name = name.value();
    }
    Text title = fields.text(fields.get("title"), "title", "write what it shows, in a line");
    if (title != null) {
      draft.title = title.value().strip();
    }
    for (At<String> revision : sections.names(fields, "revisions", "revision")) {
      if (Revisions.named(revision.value()).isPresent()) {
        draft.revisions.add(revision);
      } else {
        sections.unknown("", "revision", revision.value(), revision.at(), revisions());
      }
    }
  }

  static List<String> revisions() {
    return Revisions.all().stream().map(Revision::name).toList();
  }

  private void srcu(Fields fields) {
    String right = "write big, or leave it out";
    Text size = fields.text(fields.get("srcu"), "srcu", right);
    draft.bigSrcu = size != null;
    if (size != null && !size.value().equals("big")) {
      mistakes.add(size, "srcu is " + size.described(), right);
    }
  }

  private void rules(Fields fields) {
    for (At<String> rule : sections.names(fields, "rules", "rule")) {
      if (Oracles.onDemand().containsKey(rule.value())) {
        draft.rules.add(rule.value());
      } else {
        sections.unknown(
            "rules: ",
            "rule on demand",
            rule.value(),
            rule.at(),
            List.copyOf(Oracles.onDemand().keySet()));
      }
    }
  }

  private void epc(Fields fields) {
    String right = "write how many EPC pages there are, for example epc: 5";
    YamlNode node = fields.required("epc", right);
    if (node instanceof Sequence nodes && nodes.items().size() > 1) {
      epcOfNodes(fields, nodes);
    } else if (node != null) {
      Integer epc = fields.number(node, "epc", 1, SgxDriver.NR_TO_SCAN);
      draft.epc = epc == null ? null : new At<>(List.of(epc), node);
    }
    YamlNode free = fields.get("free");
    if (free != null) {
      List<At<Integer>> numbers = new ArrayList<>();
      for (YamlNode item : fields.list(free, "free", "write EPC page numbers: [0, 1]")) {
        Integer number = fields.number(item, "an item of free", 0, NO_MAX);
        if (number != null) {
          numbers.add(new At<>(number, item));
        }
      }
      draft.free = new At<>(numbers, free);
    }
  }

  private void epcOfNodes(Fields fields, Sequence nodes) {
    List<Integer> pages = new ArrayList<>();
    for (YamlNode node : nodes.items()) {
      Integer number = fields.number(node, "an item of epc", 0, SgxDriver.NR_TO_SCAN);
      if (number == null) {
        return;
      }
      pages.add(number);
    }
    int sum = pages.stream().mapToInt(Integer::intValue).sum();
    if (nodes.items().size() > MOST_NODES) {
      mistakes.add(
          nodes, "epc has " + nodes.items().size() + " NUMA nodes", "have at most " + MOST_NODES);
    } else if (sum < 1 || sum > SgxDriver.NR_TO_SCAN) {
      mistakes.add(
          nodes,
          "epc: the nodes have " + sum + " EPC pages in all",
          "have from 1 to " + SgxDriver.NR_TO_SCAN);
    } else {
      draft.epc = new At<>(pages, nodes);
    }
  }

  private void watermarks(Fields fields) {
    YamlNode node = fields.get("watermarks");
    if (node == null) {
      return;
    }
    String right = "write {low: 1, high: 2}";
    Mapping mapping = fields.mapping(node, "watermarks", right);
    if (mapping == null) {
      return;
    }
    Fields own = new Fields(mapping, node, "watermarks", List.of("low", "high"), mistakes);
    int pages =
        draft.epc == null
            ? SgxDriver.NR_TO_SCAN
            : draft.epc.value().stream().mapToInt(Integer::intValue).sum();
    Integer low = own.number(own.required("low", right), "low", 1, pages);
    Integer high = own.number(own.required("high", right), "high", 1, pages);
    if (low != null && high != null) {
      if (high < low) {
        mistakes.add(
            own.get("high"),
            "watermarks: high is " + high + ", and low is " + low,
            "ksgxd, once woken below low, goes on up to high: write a high of at least " + low);
      }
      draft.watermarks = new Watermarks(low, high);
    }
  }

  private void cgroups(Fields fields) {
    Map<String, Entry> section =
        sections.section(fields, "cgroups", "cgroup", Sections.NAME, false);
    if (section == null) {
      return;
    }
    draft.knowsCgroups = true;
    section.forEach(
        (name, entry) -> {
          if (name.equals(Scenario.ROOT)) {
            mistakes.add(
                entry.key(), "cgroup root is always there, and has no limit", "leave it out");
            return;
          }
          DraftCgroup cgroup = new DraftCgroup(entry.key());
          Mapping mapping =
              fields.mapping(entry.value(), "cgroup " + name, "write {limit: 3} or {}");
          if (mapping != null) {
            cgroup(cgroup, mapping, section);
          }
          draft.cgroups.put(name, cgroup);
        });
  }

  /** The cgroup is in the draft only after this, so that it cannot be its own parent. */
  private void cgroup(DraftCgroup cgroup, Mapping mapping, Map<String, Entry> section) {
    String name = cgroup.name.value();
    Fields fields =
        new Fields(mapping, cgroup.name, "cgroup " + name, List.of("parent", "limit"), mistakes);
    YamlNode limit = fields.get("limit");
    if (limit != null && !(limit instanceof Text text && text.value().equals("max"))) {
      Integer number = fields.number(limit, "limit", 0, NO_MAX);
      cgroup.limit = number == null ? EpcCgroup.UNLIMITED : number;
    }
    Text parent = fields.text(fields.get("parent"), "parent", "write the name of a cgroup");
    if (parent == null) {
      return;
    }
    if (section.containsKey(parent.value()) && !draft.cgroups.containsKey(parent.value())) {
      mistakes.add(
          parent,
          "cgroup %s is made before its parent %s".formatted(name, parent.value()),
          parent.value().equals(name) ? "name another one" : "let the parent stand before it");
    } else if (sections.isCgroup("cgroup " + name, parent.value(), parent)) {
      cgroup.parent = parent.value();
    }
  }
}
