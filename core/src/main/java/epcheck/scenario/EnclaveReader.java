package epcheck.scenario;

import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Sequence;
import epcheck.sgx.PageType;
import epcheck.sgx.VaPage;
import java.util.List;
import java.util.Map;

/** Reads the enclaves and how far they have been built. */
final class EnclaveReader {
  private final Sections sections;
  private final Mistakes mistakes;
  private final PageReader pageReader;

  EnclaveReader(Sections sections) {
    this.sections = sections;
    mistakes = sections.mistakes;
    pageReader = new PageReader(sections);
  }

  void read(Fields fields) {
    // A scenario of virtual EPC alone needs none.
    boolean required = !fields.has("vepc");
    Map<String, Entry> section =
        sections.section(fields, "enclaves", "enclave", Sections.PLAIN_NAME, required);
    sections.draft.knowsEnclaves = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftEnclave enclave = new DraftEnclave(entry.key());
          sections.draft.enclaves.put(name, enclave);
          Mapping mapping =
              fields.mapping(entry.value(), "enclave " + name, "write {pages: [resident]}");
          if (mapping != null) {
            enclave(enclave, mapping);
          }
        });
  }

  private void enclave(DraftEnclave enclave, Mapping mapping) {
    String name = enclave.name.value();
    Fields fields =
        new Fields(
            mapping,
            enclave.name,
            "enclave " + name,
            List.of("cgroup", "created", "initialized", "debug", "va", "secs", "pages"),
            mistakes);
    String cgroup = sections.cgroup(fields, "enclave " + name);
    stage(enclave, fields);
    enclave.debug = fields.yes(fields.get("debug"), "debug", false);
    if (enclave.stage == Stage.OPENED) {
      for (String key : List.of("va", "secs")) {
        if (fields.has(key)) {
          mistakes.add(
              fields.get(key),
              "enclave " + name + " is not created, so it has neither a SECS nor a VA page",
              "leave " + key + " out");
        }
      }
    } else {
      secs(enclave, fields, cgroup);
    }
    String right = "write the state of each page: [resident]";
    YamlNode pages = fields.required("pages", right);
    enclave.sized = pages instanceof Sequence;
    if (pages != null) {
      for (YamlNode node : fields.list(pages, "pages", right)) {
        String what = name + "/" + enclave.pages.size();
        enclave.pages.add(pageReader.page(node, node, what, cgroup, PageReader.ANY));
      }
    }
    if (enclave.stage != Stage.OPENED) {
      va(enclave, fields, cgroup);
    }
  }

  private void stage(DraftEnclave enclave, Fields fields) {
    boolean created = fields.yes(fields.get("created"), "created", true);
    boolean initialized = fields.yes(fields.get("initialized"), "initialized", created);
    if (initialized && !created) {
      mistakes.add(
          fields.get("initialized"),
          "enclave " + enclave.name.value() + " is initialized, but not created",
          "leave one of the two out");
    }
    enclave.stage = !created ? Stage.OPENED : initialized ? Stage.INITIALIZED : Stage.CREATED;
  }

  private void secs(DraftEnclave enclave, Fields fields, String cgroup) {
    String what = enclave.name.value() + "'s SECS";
    enclave.secs =
        pageReader.page(fields.get("secs"), enclave.name, what, cgroup, PageReader.OF_SECS);
    enclave.secs.type = PageType.SECS;
    if (enclave.secs.state == State.ISOLATED) {
      mistakes.add(
          enclave.secs.at,
          what + " cannot be isolated: the reclaimer has no SECS on its list",
          "write resident or swapped");
    } else if (enclave.secs.state == State.ABSENT) {
      mistakes.add(
          enclave.secs.at, what + " cannot be absent", "write resident, swapped or created: false");
    } else if (enclave.secs.state == State.SWAPPED && enclave.stage == Stage.CREATED) {
      mistakes.add(
          enclave.secs.at,
          what + " is swapped out, but the enclave is not initialized",
          "the reclaimer takes only the SECS of an initialized one: write resident");
    }
  }

  /**
   * The VA pages, of which {@code sgx_encl_grow()} gets one as soon as the SECS and the other pages
   * need another. Removing pages gives none back, so there may be more.
   */
  private void va(DraftEnclave enclave, Fields fields, String cgroup) {
    String name = enclave.name.value();
    long present = enclave.pages.stream().filter(page -> page.state != State.ABSENT).count();
    // The kernel's page_cnt is 1 for the SECS, and 1 for each of them.
    int needed = (int) present / VaPage.SLOT_COUNT + 1;
    YamlNode node = fields.get("va");
    if (node instanceof Sequence list) {
      for (YamlNode item : list.items()) {
        enclave.va.add(
            pageReader.page(
                item, item, name + "'s VA page", cgroup, PageReader.OF_VA, enclave.va.size()));
      }
      if (enclave.va.size() < needed) {
        mistakes.add(
            node,
            "enclave %s has %d of the %d VA pages that its SECS and %d pages need"
                .formatted(name, enclave.va.size(), needed, present),
            "a VA page has " + VaPage.SLOT_COUNT + " slots: write one page for each");
      }
    } else {
      for (int i = 0; i < needed; i++) {
        enclave.va.add(
            pageReader.page(node, enclave.name, name + "'s VA page", cgroup, PageReader.OF_VA, i));
      }
      if (needed > 1 && enclave.va.get(0).epc != null) {
        mistakes.add(
            enclave.va.get(0).epcAt,
            "enclave %s has %d VA pages, but here is one number".formatted(name, needed),
            "write a list of them: va: [0, 1]");
        enclave.va.stream().skip(1).forEach(page -> page.epc = null);
      }
    }
    for (DraftPage page : enclave.va) {
      page.type = PageType.VA;
      if (page.state != State.RESIDENT) {
        mistakes.add(
            page.at,
            page.what
                + " cannot be "
                + (page.state == State.SWAPPED
                    ? "swapped out"
                    : page.state == State.ABSENT ? "absent" : "isolated"),
            "VA pages are always resident here: give an EPC page number, or nothing");
        break;
      }
    }
  }
}
