package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the readers of all sections need: names, lists of names, and what a name stands for. */
final class Sections {
  static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./:-]{0,29}");
  static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,29}");

  final Draft draft;
  final Mistakes mistakes;

  Sections(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  /** What is behind each name of a section; null if it was not understood. */
  Map<String, Entry> section(
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

  void checkName(String kind, Pattern form, Text name) {
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
  List<At<String>> names(Fields fields, String key, String kind) {
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

  static boolean isListOrAbsent(Fields fields, String key) {
    return fields.has(key) ? fields.get(key) instanceof YamlNode.Sequence : !fields.isMisspelt(key);
  }

  static YamlNode orEmpty(Fields fields, String key) {
    return fields.has(key) ? fields.get(key) : new YamlNode.Nothing(1, 1);
  }

  /** The cgroup that something is in or is charged to; the root unless given. */
  String cgroup(Fields fields, String of) {
    return cgroup(fields, "cgroup", of);
  }

  String cgroup(Fields fields, String key, String of) {
    Text text = fields.text(fields.get(key), key, "write the name of a cgroup");
    if (text == null) {
      return Scenario.ROOT;
    }
    isCgroup(of, text.value(), text);
    return text.value();
  }

  /** Notes the mistake if there is no such cgroup. */
  boolean isCgroup(String of, String name, YamlNode at) {
    Set<String> known = new LinkedHashSet<>(List.of(Scenario.ROOT));
    known.addAll(draft.cgroups.keySet());
    if (draft.knowsCgroups && !known.contains(name)) {
      unknown(of + ": ", "cgroup", name, at, known);
      return false;
    }
    return true;
  }

  /** The node of the EPC that something runs on; 0 unless given. */
  int node(Fields fields) {
    YamlNode node = fields.get("node");
    int nodes = draft.epc == null ? 0 : draft.epc.value().size();
    if (node == null || nodes == 0) {
      return 0;
    }
    Integer number = fields.number(node, "node", 0, nodes - 1);
    return number == null ? 0 : number;
  }

  void unknown(String prefix, String kind, String name, YamlNode at, Collection<String> known) {
    mistakes.add(
        at,
        prefix + "unknown " + kind + " '" + name + "'",
        Spelling.hint(name, new ArrayList<>(known)));
  }
}
