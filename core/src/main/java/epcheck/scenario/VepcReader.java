package epcheck.scenario;

import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Draft.DraftVepc;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import epcheck.sgx.SgxDriver;
import java.util.List;
import java.util.Map;

/** Reads the virtual EPC of guests. */
final class VepcReader {
  private static final String SECS_IN = "secs in";

  private final Sections sections;
  private final Mistakes mistakes;

  VepcReader(Sections sections) {
    this.sections = sections;
    mistakes = sections.mistakes;
  }

  void read(Fields fields) {
    Map<String, Entry> section =
        sections.section(fields, "vepc", "virtual EPC", Sections.PLAIN_NAME, false);
    sections.draft.knowsVepcs = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftVepc vepc = new DraftVepc(entry.key());
          sections.draft.vepcs.put(name, vepc);
          if (sections.draft.enclaves.containsKey(name)) {
            mistakes.add(
                entry.key(),
                name + " is an enclave and virtual EPC at once",
                "give one of them another name");
          }
          Mapping mapping = fields.mapping(entry.value(), "vepc " + name, "write {pages: 2}");
          if (mapping != null) {
            vepc(vepc, mapping);
          }
        });
  }

  private void vepc(DraftVepc vepc, Mapping mapping) {
    String of = "vepc " + vepc.name.value();
    Fields fields =
        new Fields(
            mapping, vepc.name, of, List.of("pages", "resident", "cgroup", SECS_IN), mistakes);
    vepc.cgroup = sections.cgroup(fields, of);
    Text secsIn = fields.text(fields.get(SECS_IN), SECS_IN, "write the name of another one");
    if (secsIn != null) {
      vepc.secsIn = secsIn.value();
      DraftVepc other = sections.draft.vepcs.get(secsIn.value());
      if (other == null || other == vepc || other.secsIn != null) {
        mistakes.add(
            secsIn,
            of + ": " + secsIn.described() + " is no virtual EPC with a SECS, made before it",
            "name one that stands before it, and has no 'secs in'");
      }
    }
    String right = "write how many pages it has: pages: 2";
    YamlNode size = fields.required("pages", right);
    Integer pages = size == null ? null : fields.number(size, "pages", 1, SgxDriver.NR_TO_SCAN);
    if (pages == null) {
      return;
    }
    vepc.pages = pages;
    for (YamlNode item : list(fields, "resident")) {
      Integer index = fields.number(item, "an item of resident", 0, pages - 1);
      if (index != null) {
        DraftPage page = new DraftPage(item, vepc.name.value() + "/" + index);
        page.cgroup = vepc.cgroup;
        if (vepc.resident.putIfAbsent(index, page) != null) {
          mistakes.add(item, page.what + " is in resident twice", "name it once");
        }
      }
    }
  }

  private static List<YamlNode> list(Fields fields, String key) {
    return fields.list(Sections.orEmpty(fields, key), key, "write page numbers: [0]");
  }
}
