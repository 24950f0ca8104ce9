package epcheck.scenario;

import epcheck.explore.Verdict;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the verdicts that were recorded for shipped scenarios: {@code verdicts.yaml}. */
public final class RecordedVerdicts {
  private static final String FILE = "verdicts.yaml";
  private static final List<String> RESULTS =
      Stream.of(Verdict.Result.values()).map(r -> r.name().toLowerCase(Locale.ROOT)).toList();
  private static final List<String> KEYS =
      List.of("revision", "patches", "scenario", "result", "states", "violations");

  /** More than this many take more than a few seconds. */
  private static final long MANY_STATES = 400_000;

  /**
   * One verdict.
   *
   * @param violations the {@link epcheck.explore.Finding#key} of each
   * @param states how many the complete search visits, at lock granularity
   */
  public record Entry(
      String revision,
      List<String> patches,
      String scenario,
      Verdict.Result result,
      List<String> violations,
      long states) {
    public Entry {
      patches = List.copyOf(patches);
      violations = List.copyOf(violations);
    }

    /** It takes more than a few seconds. */
    public boolean slow() {
      return states > MANY_STATES;
    }
  }

  private final Mistakes mistakes;

  private RecordedVerdicts(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** The shipped ones, in the order of the file. */
  public static List<Entry> load() {
    try (InputStream in = RecordedVerdicts.class.getResourceAsStream("/epcheck/" + FILE)) {
      return read(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ScenarioException e) {
      throw new IllegalStateException("the recorded verdicts are wrong:\n" + e.getMessage(), e);
    }
  }

  static List<Entry> read(String file, String text) throws ScenarioException {
    Mistakes mistakes = new Mistakes(file, text);
    List<Entry> entries = new RecordedVerdicts(mistakes).entries(YamlText.parse(text, mistakes));
    mistakes.throwIfAny();
    return entries;
  }

  private List<Entry> entries(YamlNode root) {
    List<Entry> entries = new ArrayList<>();
    if (!(root instanceof YamlNode.Sequence list)) {
      mistakes.add(
          root, "verdicts are a list, and this is " + root.described(), "write '- revision: v5'");
      return entries;
    }
    Set<List<Object>> cases = new HashSet<>();
    for (YamlNode item : list.items()) {
      if (item instanceof Mapping mapping) {
        Entry entry = entry(new Fields(mapping, item, "", KEYS, mistakes));
        if (!cases.add(List.of(entry.revision(), entry.patches(), entry.scenario()))) {
          mistakes.add(item, "a second verdict for the same case", "leave one of them out");
        }
        entries.add(entry);
      } else {
        mistakes.add(item, "a verdict is " + item.described(), "write '- revision: v5'");
      }
    }
    return entries;
  }

  private Entry entry(Fields fields) {
    String revision =
        oneOf(fields, "revision", Revisions.all().stream().map(Revision::name).toList());
    String scenario = oneOf(fields, "scenario", ShippedScenarios.names());
    String result = oneOf(fields, "result", RESULTS);
    YamlNode count = fields.required("states", "write how many states there are");
    Integer states = count == null ? null : fields.number(count, "states", 1, 999_999_999);
    List<String> known = Revisions.patches().stream().map(Patch::name).toList();
    List<String> patches = texts(fields, "patches");
    List<String> violations = texts(fields, "violations");
    if (!known.containsAll(patches)) {
      mistakes.add(fields.get("patches"), "an unknown patch", Spelling.hint("", known));
    }
    return new Entry(
        revision,
        patches,
        scenario,
        result.isEmpty()
            ? Verdict.Result.INCONCLUSIVE
            : Verdict.Result.valueOf(result.toUpperCase(Locale.ROOT)),
        violations,
        states == null ? 0 : states);
  }

  /** One of these names, or an empty string. */
  private String oneOf(Fields fields, String key, Collection<String> names) {
    String right = "write one of " + String.join(", ", names);
    Text text = fields.text(fields.required(key, right), key, right);
    if (text == null || names.contains(text.value())) {
      return text == null ? "" : text.value();
    }
    mistakes.add(
        text, "unknown " + key + " " + text.described(), Spelling.hint(text.value(), names));
    return "";
  }

  private static List<String> texts(Fields fields, String key) {
    List<String> texts = new ArrayList<>();
    if (fields.has(key)) {
      for (YamlNode item : fields.list(fields.get(key), key, "write a list")) {
        Text text = fields.text(item, "an item of " + key, "write a name");
        if (text != null) {
          texts.add(text.value());
        }
      }
    }
    return texts;
  }
}
