package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the processes. */
final class ProcessReader {
  private static final String FORKED_BY = "forked by";

  private final Sections sections;
  private final OperandReader operands;

  ProcessReader(Sections sections) {
    this.sections = sections;
    operands = new OperandReader(sections);
  }

  void read(Fields fields) {
    Map<String, Entry> section =
        sections.section(fields, "processes", "process", Sections.NAME, true);
    sections.draft.knowsProcesses = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftProcess process = new DraftProcess(entry.key());
          sections.draft.processes.put(name, process);
          Mapping mapping =
              fields.mapping(entry.value(), "process " + name, "write {maps: [A], opens: [A]}");
          if (mapping != null) {
            process(process, mapping);
          }
        });
  }

  private void process(DraftProcess process, Mapping mapping) {
    String of = "process " + process.name.value();
    Fields fields =
        new Fields(
            mapping,
            process.name,
            of,
            List.of("cgroup", "node", FORKED_BY, "maps", "opens", "present", "young"),
            sections.mistakes);
    process.node = sections.node(fields);
    Text parent = fields.text(fields.get(FORKED_BY), FORKED_BY, "write the name of a process");
    if (parent == null) {
      process.cgroup = sections.cgroup(fields, of);
      process.knowsEnclaves =
          Sections.isListOrAbsent(fields, "maps")
              && Sections.isListOrAbsent(fields, "opens")
              && !fields.isMisspelt(FORKED_BY);
    } else {
      process.forkedBy = new At<>(parent.value(), parent);
      process.knowsEnclaves = true;
      for (String key : List.of("cgroup", "maps", "opens", "present", "young")) {
        if (fields.has(key)) {
          sections.mistakes.add(
              fields.get(key),
              of + " is forked by " + parent.value() + ", and gets what that has then",
              "leave " + key + " out");
        }
      }
      return;
    }
    process.maps.addAll(sections.names(fields, "maps", "enclave"));
    process.opens.addAll(sections.names(fields, "opens", "enclave"));
    process.present.addAll(pages(fields, "present"));
    process.young.addAll(pages(fields, "young"));
  }

  private List<At<PageRef>> pages(Fields fields, String key) {
    List<At<PageRef>> pages = new ArrayList<>();
    for (YamlNode item : fields.list(Sections.orEmpty(fields, key), key, "write pages: [A/0]")) {
      Text text = fields.text(item, "an item of " + key, "write a page: A/0");
      Call.Pages page = text == null ? null : operands.page(text, text.value());
      if (page != null) {
        pages.add(new At<>(new PageRef(page.of(), page.first()), text));
      }
    }
    return pages;
  }
}
