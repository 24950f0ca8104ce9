package epcheck.scenario;

import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Nothing;
import epcheck.scenario.YamlNode.Sequence;
import epcheck.scenario.YamlNode.Text;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys of one mapping of a file, read as what they should be. Each mistake is noted, and read
 * as if absent.
 */
final class Fields {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");

  private final Mistakes mistakes;
  private final YamlNode at;
  private final String prefix;
  private final Map<String, YamlNode> values = new LinkedHashMap<>();

  /** What unknown keys may have been meant as. */
  private final Set<String> misspelt = new HashSet<>();

  /**
   * @param at where to say that a key is missing
   * @param of what has these keys, for example {@code enclave A}; empty for the file itself
   */
  Fields(Mapping mapping, YamlNode at, String of, List<String> known, Mistakes mistakes) {
    this.mistakes = mistakes;
    this.at = at;
    prefix = of.isEmpty() ? "" : of + ": ";
    unique(mapping, "key", mistakes)
        .forEach(
            (name, entry) -> {
              if (known.contains(name)) {
                values.put(name, entry.value());
              } else {
                mistakes.add(
                    entry.key(),
                    prefix + "unknown key " + entry.key().described(),
                    Spelling.hint(name, known, Spelling.PAGE));
                misspelt.addAll(Spelling.near(name, known));
              }
            });
  }

  /** The entries by key; a key that is there again is a mistake. */
  static Map<String, Entry> unique(Mapping mapping, String kind, Mistakes mistakes) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Entry entry : mapping.entries()) {
      Entry first = entries.putIfAbsent(entry.key().value(), entry);
      if (first != null) {
        mistakes.add(
            entry.key(),
            kind + " " + entry.key().described() + " is there twice",
            "it stands in line " + first.key().line() + " already");
      }
    }
    return entries;
  }

  boolean has(String key) {
    return values.get(key) != null && !(values.get(key) instanceof Nothing);
  }

  /** Whether there is an unknown key in the place of this one. */
  boolean isMisspelt(String key) {
    return !values.containsKey(key) && misspelt.contains(key);
  }

  /** Null if the key is not there, or nothing behind it. */
  YamlNode get(String key) {
    return has(key) ? values.get(key) : null;
  }

  /** Notes the mistake if the key is not there. */
  YamlNode required(String key, String right) {
    if (has(key)) {
      return values.get(key);
    }
    if (values.containsKey(key)) {
      mistakes.add(values.get(key), prefix + "nothing stands behind '" + key + ":'", right);
    } else if (!isMisspelt(key)) {
      mistakes.add(at, prefix + "the key '" + key + "' is missing", right);
    }
    return null;
  }

  /** A text; null if it is none. */
  Text text(YamlNode node, String what, String right) {
    return as(Text.class, node, what, right);
  }

  /** The items of a list; empty if it is none. */
  List<YamlNode> list(YamlNode node, String what, String right) {
    if (node instanceof Nothing) {
      return List.of();
    }
    if (node instanceof Text text) {
      mistakes.add(
          node, prefix + what + " is " + node.described(), "write a list: [" + text.shown() + "]");
      return List.of();
    }
    Sequence list = as(Sequence.class, node, what, right);
    return list == null ? List.of() : list.items();
  }

  /** A mapping; null if it is none. */
  Mapping mapping(YamlNode node, String what, String right) {
    return node instanceof Nothing
        ? new Mapping(node.line(), node.column(), List.of())
        : as(Mapping.class, node, what, right);
  }

  /** A number; null if it is none, or none of these. */
  Integer number(YamlNode node, String what, int min, int max) {
    String right =
        "write a number "
            + (max == 999_999_999 ? "of at least " + min : "from " + min + " to " + max);
    Text text = as(Text.class, node, what, right);
    if (text == null) {
      return null;
    }
    if (isNumber(text)) {
      int number = Integer.parseInt(text.value());
      if (number >= min && number <= max) {
        return number;
      }
    }
    mistakes.add(
        node, prefix + what + " is " + (isNumber(text) ? text.value() : text.described()), right);
    return null;
  }

  /**
   * {@code true} or {@code false}.
   *
   * @param otherwise if the key is not there, or is neither
   */
  boolean yes(YamlNode node, String what, boolean otherwise) {
    Text text = as(Text.class, node, what, "write true or false");
    if (text == null) {
      return otherwise;
    }
    if (!text.value().equals("true") && !text.value().equals("false")) {
      mistakes.add(node, prefix + what + " is " + text.described(), "write true or false");
      return otherwise;
    }
    return text.value().equals("true");
  }

  static boolean isNumber(Text text) {
    return NUMBER.matcher(text.value()).matches();
  }

  private <T extends YamlNode> T as(Class<T> type, YamlNode node, String what, String right) {
    if (node == null || type.isInstance(node)) {
      return type.cast(node);
    }
    mistakes.add(node, prefix + what + " is " + node.described(), right);
    return null;
  }
}
