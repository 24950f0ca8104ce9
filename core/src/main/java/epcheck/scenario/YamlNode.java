package epcheck.scenario;

import java.util.List;

/** A piece of a YAML file, and where in the file it begins. */
public sealed interface YamlNode {
  /** Counted from 1. */
  int line();

  /** Counted from 1. */
  int column();

  /** What it is, in words: for {@code epc is ...}. */
  String described();

  /** A scalar. Whether it is a number, and which, is for its reader to say. */
  record Text(int line, int column, String value) implements YamlNode {
    private static final int SHOWN = 40;

    @Override
    public String described() {
      return "'" + shown() + "'";
    }

    /** The text, shortened if it is long. */
    String shown() {
      String oneLine = value.replaceAll("\\s+|\\p{Cntrl}", " ").strip();
      return oneLine.length() <= SHOWN ? oneLine : oneLine.substring(0, SHOWN) + "...";
    }
  }

  /** What stands after {@code key:} when nothing does; also {@code ~} and {@code null}. */
  record Nothing(int line, int column) implements YamlNode {
    @Override
    public String described() {
      return "empty";
    }
  }

  /** {@code [a, b]}, or lines that begin with a dash. */
  record Sequence(int line, int column, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /**
   * {@code {a: b}}, or lines of keys; in the order of the file, a key that is there twice is here
   * twice.
   */
  record Mapping(int line, int column, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String described() {
      return "a mapping";
    }
  }

  /** One key of a mapping. */
  record Entry(Text key, YamlNode value) {}
}
