package epcheck.scenario;

import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import epcheck.sgx.PageType;
import java.util.List;
import java.util.Map;

/** Reads where an enclave page is. */
final class PageReader {
  private static final String RESIDENT = "resident";
  private static final String SWAPPED = "swapped";
  private static final String ABSENT = "absent";
  private static final String TRIMMED = "trimmed";

  /** The states that a page can be in. */
  static final List<String> ANY = List.of(RESIDENT, SWAPPED, "isolated by TASK", ABSENT, TRIMMED);

  static final List<String> OF_SECS = List.of(RESIDENT, SWAPPED);
  static final List<String> OF_VA = List.of(RESIDENT);

  private static final Map<String, Integer> TYPES =
      Map.of("reg", PageType.REG, "tcs", PageType.TCS, "trim", PageType.TRIM);

  private final Sections sections;
  private final Mistakes mistakes;

  PageReader(Sections sections) {
    this.sections = sections;
    mistakes = sections.mistakes;
  }

  /**
   * @param number which of several, all of which may be at one place
   */
  DraftPage page(
      YamlNode node,
      YamlNode otherwise,
      String what,
      String cgroup,
      List<String> states,
      int number) {
    String one = number == 0 ? what : what + " " + number;
    return page(node, otherwise, one, cgroup, states);
  }

  /**
   * @param node null for a resident page
   * @param otherwise where such a page is said to be
   * @param cgroup to which the enclave's pages are charged
   * @param states in which it can be
   */
  DraftPage page(
      YamlNode node, YamlNode otherwise, String what, String cgroup, List<String> states) {
    DraftPage page = new DraftPage(node == null ? otherwise : node, what);
    page.cgroup = cgroup;
    if (node instanceof Mapping mapping) {
      fields(page, mapping, states);
    } else if (node instanceof Text text) {
      if (Fields.isNumber(text)) {
        page.epc = Integer.parseInt(text.value());
        page.epcAt = text;
      } else {
        state(page, text, states);
      }
    } else if (node != null) {
      mistakes.add(
          node,
          what + " is " + node.described(),
          "write " + oneOf(states) + ", or an EPC page number");
    }
    return page;
  }

  private void fields(DraftPage page, Mapping mapping, List<String> states) {
    boolean typed = states.equals(ANY);
    List<String> keys =
        typed ? List.of("state", "epc", "cgroup", "type") : List.of("state", "epc", "cgroup");
    Fields own = new Fields(mapping, mapping, page.what, keys, mistakes);
    Text state = own.text(own.get("state"), "state", "write " + oneOf(states));
    if (state != null) {
      state(page, state, states);
    }
    Text type = typed ? own.text(own.get("type"), "type", "write reg, tcs or trim") : null;
    if (type != null) {
      if (!TYPES.containsKey(type.value())) {
        mistakes.add(
            type,
            page.what + ": unknown type " + type.described(),
            Spelling.hint(type.value(), List.of("reg", "tcs", "trim")));
      }
      page.type = TYPES.getOrDefault(type.value(), PageType.REG);
    }
    if (!page.state.isInEpc()) {
      for (String key : List.of("epc", "cgroup", "type")) {
        if (own.has(key) && (page.state == State.ABSENT || !key.equals("type"))) {
          mistakes.add(
              own.get(key),
              page.state == State.ABSENT
                  ? page.what + " is absent: there is no such page yet"
                  : page.what
                      + " is swapped out, so it has no EPC page and is charged to no cgroup",
              "leave " + key + " out");
        }
      }
      return;
    }
    if (own.has("epc")) {
      page.epcAt = own.get("epc");
      page.epc = own.number(page.epcAt, "epc", 0, ScenarioReader.NO_MAX);
    }
    if (own.has("cgroup")) {
      page.cgroup = sections.cgroup(own, page.what);
    }
  }

  private static String oneOf(List<String> states) {
    int last = states.size() - 1;
    return last == 0
        ? states.get(0)
        : String.join(", ", states.subList(0, last)) + " or " + states.get(last);
  }

  private void state(DraftPage page, Text text, List<String> states) {
    String[] words = text.value().strip().split("\\s+");
    if (words.length == 3 && words[0].equals("isolated") && words[1].equals("by")) {
      page.state = State.ISOLATED;
      page.isolatedBy = words[2];
    } else if (words[0].equals("isolated")) {
      mistakes.add(
          text, page.what + " is isolated, but it is not said by whom", "write isolated by TASK");
    } else if (words.length == 1 && words[0].equals(SWAPPED)) {
      page.state = State.SWAPPED;
    } else if (words.length == 1 && words[0].equals(ABSENT)) {
      page.state = State.ABSENT;
    } else if (words.length == 1 && words[0].equals(TRIMMED) && states.equals(ANY)) {
      page.type = PageType.TRIM;
    } else if (words.length != 1 || !words[0].equals(RESIDENT)) {
      List<String> near = Spelling.near(text.value(), states);
      mistakes.add(
          text,
          page.what + ": unknown state " + text.described(),
          near.isEmpty() ? "write " + oneOf(states) : Spelling.hint(text.value(), near));
    }
  }
}
