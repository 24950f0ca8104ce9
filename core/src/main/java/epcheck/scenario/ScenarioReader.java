package epcheck.scenario;

import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.Scenario.Call;
import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.SgxDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the form of a scenario: which keys there are and what stands behind them. */
final class ScenarioReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./:-]{0,29}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,29}");
  private static final Pattern PAGE = Pattern.compile("([^/\\s]+)/(0|[1-9]\\d{0,3})");
  private static final int NO_MAX = 999_999_999;
  private static final String RESIDENT = "resident";
  private static final String SWAPPED = "swapped";
  private static final String ISOLATED = "isolated by TASK";
  private static final List<String> CALLS = List.of("access", "close", "exit", "reclaim", "oom");

  private final Mistakes mistakes;
  private final Draft draft = new Draft();

  /** Null if they are not known. */
  private Set<String> cgroups;

  ScenarioReader(Mistakes mistakes) {
    this.mistakes = mistakes;
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
    Fields fields =
        new Fields(
            mapping,
            root,
            "",
            List.of(
                "name",
                "title",
                "revisions",
                "epc",
                "free",
                "cgroups",
                "enclaves",
                "processes",
                "tasks"),
            mistakes);
    head(fields);
    epc(fields);
    cgroups(fields);
    enclaves(fields);
    processes(fields);
    tasks(fields);
    return draft;
  }

  private void head(Fields fields) {
    String right = "write a name, for example last-page";
    Text name = fields.text(fields.required("name", right), "name", right);
    if (name != null) {
      checkName("scenario", PLAIN_NAME, name);
      draft.name = name.value();
    }
    Text title = fields.text(fields.get("title"), "title", "write what it shows, in a line");
    if (title != null) {
      draft.title = title.value().strip();
    }
    List<String> known = Revisions.all().stream().map(Revision::name).toList();
    for (At<String> revision : names(fields, "revisions", "revision")) {
      if (known.contains(revision.value())) {
        draft.revisions.add(revision);
      } else {
        unknown("", "revision", revision, known);
      }
    }
  }

  private void epc(Fields fields) {
    String right = "write how many EPC pages there are, for example epc: 5";
    YamlNode node = fields.required("epc", right);
    Integer epc = fields.number(node, "epc", 1, SgxDriver.NR_TO_SCAN);
    draft.epc = epc == null ? null : new At<>(epc, node);
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

  private void cgroups(Fields fields) {
    Map<String, Entry> section = section(fields, "cgroups", "cgroup", NAME, false);
    if (section == null) {
      return;
    }
    cgroups = new LinkedHashSet<>(List.of(Scenario.ROOT));
    cgroups.addAll(section.keySet());
    section.forEach(
        (name, entry) -> {
          if (name.equals(Scenario.ROOT)) {
            mistakes.add(
                entry.key(), "cgroup root is always there, and has no limit", "leave it out");
            return;
          }
          Mapping mapping =
              fields.mapping(entry.value(), "cgroup " + name, "write {limit: 3} or {}");
          if (mapping != null) {
            draft.cgroups.add(new Cgroup(name, limit(name, entry.key(), mapping)));
          }
        });
  }

  private int limit(String name, Text key, Mapping mapping) {
    Fields fields = new Fields(mapping, key, "cgroup " + name, List.of("limit"), mistakes);
    YamlNode node = fields.get("limit");
    if (node == null || node instanceof Text text && text.value().equals("max")) {
      return EpcCgroup.UNLIMITED;
    }
    Integer limit = fields.number(node, "limit", 0, NO_MAX);
    return limit == null ? EpcCgroup.UNLIMITED : limit;
  }

  private void enclaves(Fields fields) {
    Map<String, Entry> section = section(fields, "enclaves", "enclave", PLAIN_NAME, true);
    draft.knowsEnclaves = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftEnclave enclave = new DraftEnclave(entry.key());
          draft.enclaves.put(name, enclave);
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
            List.of("cgroup", "va", "secs", "pages"),
            mistakes);
    String cgroup = cgroup(fields, "enclave " + name);
    enclave.va =
        page(fields.get("va"), enclave.name, name + "'s VA page", cgroup, List.of(RESIDENT));
    if (enclave.va.state != State.RESIDENT) {
      mistakes.add(
          enclave.va.at,
          enclave.va.what + " cannot be " + word(enclave.va.state),
          "VA pages are always resident here: give an EPC page number, or nothing");
    }
    enclave.secs =
        page(
            fields.get("secs"), enclave.name, name + "'s SECS", cgroup, List.of(RESIDENT, SWAPPED));
    if (enclave.secs.state == State.ISOLATED) {
      mistakes.add(
          enclave.secs.at,
          enclave.secs.what + " cannot be isolated: the reclaimer has no SECS on its list",
          "write resident or swapped");
    }
    String right = "write the state of each page: [resident]";
    YamlNode pages = fields.required("pages", right);
    enclave.sized = pages instanceof YamlNode.Sequence;
    if (pages != null) {
      for (YamlNode node : fields.list(pages, "pages", right)) {
        String what = name + "/" + enclave.pages.size();
        enclave.pages.add(page(node, node, what, cgroup, List.of(RESIDENT, SWAPPED, ISOLATED)));
      }
    }
  }

  private static String word(State state) {
    return state == State.SWAPPED ? "swapped out" : "isolated";
  }

  /**
   * @param node null for a resident page
   * @param otherwise where such a page is said to be
   * @param cgroup to which the enclave's pages are charged
   * @param states in which it can be
   */
  private DraftPage page(
      YamlNode node, YamlNode otherwise, String what, String cgroup, List<String> states) {
    DraftPage page = new DraftPage(node == null ? otherwise : node, what);
    page.cgroup = cgroup;
    if (node instanceof Mapping mapping) {
      Fields own = new Fields(mapping, node, what, List.of("state", "epc", "cgroup"), mistakes);
      Text state = own.text(own.get("state"), "state", "write " + oneOf(states));
      if (state != null) {
        state(page, state, states);
      }
      if (page.state == State.SWAPPED) {
        for (String key : List.of("epc", "cgroup")) {
          if (own.has(key)) {
            mistakes.add(
                own.get(key),
                what + " is swapped out, so it has no EPC page and is charged to no cgroup",
                "leave " + key + " out");
          }
        }
        return page;
      }
      if (own.has("epc")) {
        page.epcAt = own.get("epc");
        page.epc = own.number(page.epcAt, "epc", 0, NO_MAX);
      }
      if (own.has("cgroup")) {
        page.cgroup = cgroup(own, what);
      }
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

  private static String oneOf(List<String> states) {
    int last = states.size() - 1;
    return last == 0
        ? states.get(0)
        : String.join(", ", states.subList(0, last)) + " or " + states.get(last);
  }

  private void state(DraftPage page, Text text, List<String> states) {
    String[] words = text.value().strip().split("\\s+");
    if (words.length == 1 && words[0].equals("swapped")) {
      page.state = State.SWAPPED;
    } else if (words.length == 3 && words[0].equals("isolated") && words[1].equals("by")) {
      page.state = State.ISOLATED;
      page.isolatedBy = words[2];
    } else if (words[0].equals("isolated")) {
      mistakes.add(
          text, page.what + " is isolated, but it is not said by whom", "write isolated by TASK");
    } else if (words.length != 1 || !words[0].equals("resident")) {
      List<String> near = Spelling.near(text.value(), states);
      mistakes.add(
          text,
          page.what + ": unknown state " + text.described(),
          near.isEmpty() ? "write " + oneOf(states) : Spelling.hint(text.value(), near));
    }
  }

  private String cgroup(Fields fields, String of) {
    Text text = fields.text(fields.get("cgroup"), "cgroup", "write the name of a cgroup");
    if (text == null) {
      return Scenario.ROOT;
    }
    if (cgroups != null && !cgroups.contains(text.value())) {
      unknown(of + ": ", "cgroup", new At<>(text.value(), text), cgroups);
    }
    return text.value();
  }

  private void processes(Fields fields) {
    Map<String, Entry> section = section(fields, "processes", "process", NAME, true);
    draft.knowsProcesses = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftProcess process = new DraftProcess(entry.key());
          draft.processes.put(name, process);
          Mapping mapping =
              fields.mapping(entry.value(), "process " + name, "write {maps: [A], opens: [A]}");
          if (mapping != null) {
            Fields own =
                new Fields(
                    mapping,
                    entry.key(),
                    "process " + name,
                    List.of("cgroup", "maps", "opens", "present", "young"),
                    mistakes);
            process.cgroup = cgroup(own, "process " + name);
            process.knowsEnclaves = isListOrAbsent(own, "maps") && isListOrAbsent(own, "opens");
            process.maps.addAll(names(own, "maps", "enclave"));
            process.opens.addAll(names(own, "opens", "enclave"));
            process.present.addAll(pages(own, "present"));
            process.young.addAll(pages(own, "young"));
          }
        });
  }

  private List<At<PageRef>> pages(Fields fields, String key) {
    List<At<PageRef>> pages = new ArrayList<>();
    for (YamlNode item : fields.list(orEmpty(fields, key), key, "write pages: [A/0]")) {
      Text text = fields.text(item, "an item of " + key, "write a page: A/0");
      PageRef page = text == null ? null : page(text, text.value());
      if (page != null) {
        pages.add(new At<>(page, text));
      }
    }
    return pages;
  }

  /** Null if it is no page. */
  private PageRef page(Text at, String text) {
    Matcher matcher = PAGE.matcher(text);
    if (!matcher.matches()) {
      mistakes.add(
          at,
          "no page of an enclave: " + new Text(1, 1, text).described(),
          "write enclave/index: page 0 of enclave A is A/0");
      return null;
    }
    return new PageRef(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  private void tasks(Fields fields) {
    Map<String, Entry> section = section(fields, "tasks", "task", NAME, true);
    draft.knowsTasks = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftTask task = new DraftTask(entry.key());
          draft.tasks.put(name, task);
          String right = "write {process: P, calls: [exit]}, or for a kernel thread [reclaim]";
          Fields own;
          YamlNode calls;
          if (entry.value() instanceof Mapping mapping) {
            own =
                new Fields(
                    mapping, entry.key(), "task " + name, List.of("process", "calls"), mistakes);
            Text process = own.text(own.get("process"), "process", "write the name of a process");
            task.process = process == null ? null : new At<>(process.value(), process);
            calls = own.required("calls", "write what it calls: [exit]");
          } else {
            own = fields;
            calls = entry.value();
          }
          if (calls == null) {
            task.understood = false;
          } else if (calls instanceof Text single) {
            call(task, single);
          } else {
            calls(own, task, calls, right);
          }
        });
  }

  private void calls(Fields fields, DraftTask task, YamlNode node, String right) {
    String name = task.name.value();
    List<YamlNode> items = fields.list(node, "what task " + name + " calls", right);
    if (items.isEmpty()) {
      task.understood = false;
      if (node instanceof YamlNode.Sequence || node instanceof YamlNode.Nothing) {
        mistakes.add(node, "task " + name + " calls nothing", right);
      }
    }
    for (YamlNode item : items) {
      if (item instanceof Text text) {
        call(task, text);
      } else {
        task.understood = false;
        mistakes.add(
            item,
            "task " + name + ": a call is " + item.described(),
            "write it as a text: access A/0");
      }
    }
  }

  private void call(DraftTask task, Text text) {
    String[] words = text.value().strip().split("\\s+");
    String operand = words.length == 2 ? words[1] : null;
    Call call = null;
    String form = words[0];
    switch (words[0]) {
      case "access" -> {
        form = "access A/0";
        PageRef page = operand == null ? null : page(text, operand);
        call = page == null ? null : new Call.Access(page);
      }
      case "close" -> {
        form = "close A, where A is an enclave";
        call = operand == null ? null : new Call.Close(operand);
      }
      case "oom" -> {
        form = "oom cg, where cg is a cgroup";
        call = operand == null ? null : oom(task, text, operand);
      }
      case "exit" -> call = words.length == 1 ? new Call.Exit() : null;
      case "reclaim" -> call = words.length == 1 ? new Call.Reclaim() : null;
      default -> {
        mistakes.add(
            text,
            "task " + task.name.value() + ": unknown call " + text.described(),
            Spelling.hint(words[0], CALLS));
        task.understood = false;
        return;
      }
    }
    if (call != null) {
      task.calls.add(new At<>(call, text));
      return;
    }
    task.understood = false;
    boolean takesNone = form.equals(words[0]);
    if (takesNone || operand == null) {
      mistakes.add(
          text,
          "task "
              + task.name.value()
              + ": "
              + text.described()
              + (takesNone
                  ? ", but " + words[0] + " is called on nothing"
                  : words.length == 1 ? " does not say on what" : " names more than one thing"),
          "write " + form);
    }
  }

  private Call oom(DraftTask task, Text at, String cgroup) {
    if (cgroups != null && !cgroups.contains(cgroup)) {
      unknown("task " + task.name.value() + ": ", "cgroup", new At<>(cgroup, at), cgroups);
      return null;
    }
    return new Call.Oom(cgroup);
  }

  // ---- what several sections need ------------------------------------------------------

  /** What is behind each name of a section; null if it was not understood. */
  private Map<String, Entry> section(
      Fields fields, String key, String kind, Pattern form, boolean required) {
    String right = "write a mapping with a key for each " + kind;
    YamlNode node = required ? fields.required(key, right) : fields.get(key);
    if (node == null) {
      return required || fields.isMisspelt(key) ? null : Map.of();
    }
    Mapping mapping = fields.mapping(node, key, right);
    if (mapping == null) {
      return null;
    }
    Map<String, Entry> section = new LinkedHashMap<>(Fields.unique(mapping, kind, mistakes));
    section.values().forEach(entry -> checkName(kind, form, entry.key()));
    if (required && section.isEmpty()) {
      mistakes.add(node, key + " is empty", right);
      return null;
    }
    return section;
  }

  private void checkName(String kind, Pattern form, Text name) {
    if (!form.matcher(name.value()).matches()) {
      mistakes.add(
          name,
          "no name of " + article(kind) + ": " + name.described(),
          "begin with a letter, go on with letters, digits, - and _"
              + (form.equals(NAME) ? ", . : and /" : "")
              + "; 30 characters at most");
    }
  }

  private static String article(String kind) {
    return (kind.startsWith("e") ? "an " : "a ") + kind;
  }

  /** A list of names, each of which may be there once. */
  private List<At<String>> names(Fields fields, String key, String kind) {
    Map<String, At<String>> names = new LinkedHashMap<>();
    String right = "write the name of " + article(kind);
    for (YamlNode item : fields.list(orEmpty(fields, key), key, "write a list of names: [A]")) {
      Text text = fields.text(item, "an item of " + key, right);
      if (text != null && names.putIfAbsent(text.value(), new At<>(text.value(), text)) != null) {
        mistakes.add(text, text.described() + " is in " + key + " twice", "name it once");
      }
    }
    return List.copyOf(names.values());
  }

  private static boolean isListOrAbsent(Fields fields, String key) {
    return fields.has(key) ? fields.get(key) instanceof YamlNode.Sequence : !fields.isMisspelt(key);
  }

  private static YamlNode orEmpty(Fields fields, String key) {
    return fields.has(key) ? fields.get(key) : new YamlNode.Nothing(1, 1);
  }

  private void unknown(String prefix, String kind, At<String> name, Iterable<String> known) {
    List<String> names = new ArrayList<>();
    known.forEach(names::add);
    mistakes.add(
        name.at(),
        prefix + "unknown " + kind + " '" + name.value() + "'",
        Spelling.hint(name.value(), names));
  }
}
