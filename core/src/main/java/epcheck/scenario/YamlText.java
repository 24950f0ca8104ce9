package epcheck.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Nothing;
import epcheck.scenario.YamlNode.Sequence;
import epcheck.scenario.YamlNode.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML into a tree that knows where in the file each piece stands. What a list of scalars,
 * lists and mappings does not need is refused: tags, anchors, several documents in a file.
 */
final class YamlText {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final int MAX_DEPTH = 20;

  /** Larger files are no scenarios. */
  static final int MAX_LENGTH = 1 << 20;

  private final YAMLParser parser;
  private final Mistakes mistakes;
  private int depth;

  private YamlText(YAMLParser parser, Mistakes mistakes) {
    this.parser = parser;
    this.mistakes = mistakes;
  }

  /** The whole text: nothing but mistakes that are added here keeps it from being used. */
  static YamlNode parse(String text, Mistakes mistakes) throws ScenarioException {
    checkCharacters(text, mistakes);
    mistakes.throwIfAny();
    YamlNode root = null;
    try (YAMLParser parser = YAML.createParser(text)) {
      root = new YamlText(parser, mistakes).document();
    } catch (Refused refused) {
      mistakes.add(refused.line, refused.column, refused.getMessage(), refused.right);
    } catch (JsonProcessingException e) {
      syntax(e, mistakes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mistakes.throwIfAny();
    return root;
  }

  /** What makes the rest unreadable. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final int column;
    private final String right;

    Refused(JsonLocation at, String what, String right) {
      super(what, null, false, false);
      line = at.getLineNr();
      column = at.getColumnNr();
      this.right = right;
    }
  }

  private static void checkCharacters(String text, Mistakes mistakes) {
    if (text.length() > MAX_LENGTH) {
      mistakes.add(1, 1, "the file is larger than a megabyte", "name a YAML file of some lines");
      return;
    }
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!isAllowed(c)) {
        String name = "U+%04X".formatted(c);
        mistakes.add(line, column, "a character that YAML does not allow: " + name, "leave it out");
        return;
      }
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (!pair && (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)) {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
  }

  /** {@code c-printable} of YAML 1.1. */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= 0x20 && c <= 0x7e
        || c == 0x85
        || c >= 0xa0 && c <= 0xd7ff
        || c >= 0xe000 && c <= 0xfffd
        || c >= 0x10000;
  }

  private YamlNode document() throws IOException {
    if (parser.nextToken() == null) {
      throw new Refused(
          JsonLocation.NA, "there is nothing in this file", "begin with 'name:' and a name");
    }
    YamlNode root = node();
    if (parser.nextToken() != null) {
      throw new Refused(
          parser.currentTokenLocation(), "a second document begins here", "put it in another file");
    }
    return root;
  }

  private YamlNode node() throws IOException {
    JsonLocation at = parser.currentTokenLocation();
    if (parser.isCurrentAlias()) {
      throw new Refused(at, "an alias: *" + parser.getText(), "write out what it stands for");
    }
    if (parser.getTypeId() != null) {
      throw new Refused(at, "a tag: !" + parser.getTypeId(), "leave it out");
    }
    JsonToken token = parser.currentToken();
    if (token.isScalarValue()) {
      return token == JsonToken.VALUE_NULL
          ? new Nothing(at.getLineNr(), at.getColumnNr())
          : text(at);
    }
    if (++depth > MAX_DEPTH) {
      throw new Refused(at, "too deep a nesting", "lists and mappings go four deep at most");
    }
    YamlNode node = token == JsonToken.START_ARRAY ? sequence(at) : mapping(at);
    depth--;
    return node;
  }

  private Text text(JsonLocation at) throws IOException {
    return new Text(at.getLineNr(), at.getColumnNr(), parser.getText());
  }

  private Sequence sequence(JsonLocation at) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    return new Sequence(at.getLineNr(), at.getColumnNr(), items);
  }

  private Mapping mapping(JsonLocation at) throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Text key = text(parser.currentTokenLocation());
      parser.nextToken();
      entries.add(new Entry(key, node()));
    }
    return new Mapping(at.getLineNr(), at.getColumnNr(), entries);
  }

  /** Says in words for users what the parser says in words for people who write parsers. */
  private static void syntax(JsonProcessingException e, Mistakes mistakes) {
    if (!(e.getCause() instanceof MarkedYAMLException yaml)) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      mistakes.add(
          at.getLineNr(),
          at.getColumnNr(),
          "a list or a mapping in the place of a key",
          "write a name and a colon");
      return;
    }
    String problem = yaml.getProblem() == null ? "" : yaml.getProblem();
    String context = yaml.getContext() == null ? "" : yaml.getContext();
    Mark at = yaml.getProblemMark();
    String what = "this is not YAML";
    String right = "indent with spaces, write 'key: value', '- item', [a, b] or {key: value}";
    if (context.contains("quoted scalar")) {
      at = yaml.getContextMark();
      what = "a quote that does not end";
      right = "end it with the same quote";
    } else if (problem.contains("could not find expected ':'")) {
      at = yaml.getContextMark();
      what = "a key without a colon";
      right = "write 'key: value', or '- item' for an item of a list";
    } else if (problem.contains("mapping values are not allowed")) {
      what = "a second colon, or a key that is indented too far";
      right =
          "put each key on a line of its own, and a text that has a colon and a space in quotes";
    } else if (problem.contains("TAB")) {
      what = "a tab";
      right = "indent with spaces";
    } else if (problem.contains("cannot start any token")) {
      what = "a text cannot begin with this character";
      right = "put the text in quotes";
    } else if (context.contains("flow sequence") || context.contains("flow mapping")) {
      boolean list = context.contains("sequence");
      at = yaml.getContextMark();
      what = (list ? "a '['" : "a '{'") + " that is not closed";
      right = "write " + (list ? "[a, b]" : "{key: value, key: value}");
    } else if (problem.matches(".*but found '[}\\],]'.*")) {
      what = "a bracket or comma that closes nothing";
      right = "leave it out, or put the text in quotes";
    } else if (problem.contains("expected <block end>")) {
      what = "a line that is indented unlike those before it";
      right = "indent the keys of a mapping, and the dashes of a list, alike";
    } else if (problem.contains("expected '<document start>'")) {
      what = "more text after the end of the scenario";
      right = "a scenario is one mapping: lines of 'key: value'";
    }
    mistakes.add(at.getLine() + 1, at.getColumn() + 1, what, right);
  }
}
