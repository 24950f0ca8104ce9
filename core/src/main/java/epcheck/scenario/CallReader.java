package epcheck.scenario;

import epcheck.scenario.Call.Pages;
import epcheck.scenario.YamlNode.Text;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a call: a word, and behind it what it is called on. */
final class CallReader {
  private final Sections sections;
  private final OperandReader operands;

  CallReader(Sections sections) {
    this.sections = sections;
    operands = new OperandReader(sections);
  }

  /**
   * Null if it was not understood; the mistake is noted.
   *
   * @param of for example {@code "task P: "}
   */
  Call read(String of, Text text) {
    String[] words = text.value().strip().split("\\s+");
    Verb verb = Verb.of(words[0]).orElse(null);
    if (verb == null) {
      sections.mistakes.add(
          text,
          of + "unknown call " + text.described(),
          Spelling.hint(words[0], Verb.words(), "epcheck list calls"));
      return null;
    }
    List<Operand> expected = verb.operands();
    long least = expected.stream().filter(operand -> !operand.isOptional()).count();
    int given = words.length - 1;
    if (given < least || given > expected.size()) {
      sections.mistakes.add(
          text, of + text.described() + wrongNumber(verb, given, least), right(verb));
      return null;
    }
    Reading reading = new Reading(of, text);
    for (int i = 0; i < expected.size(); i++) {
      reading.add(expected.get(i), i < given ? words[i + 1] : null);
    }
    return reading.understood
        ? new Call(verb, reading.pages, reading.process, reading.cgroup, reading.number)
        : null;
  }

  private static String wrongNumber(Verb verb, int given, long least) {
    if (verb.operands().isEmpty()) {
      return ", but " + verb.word() + " is called on nothing";
    }
    if (given == 0) {
      return " does not say on what";
    }
    return given < least
        ? " does not say all that it needs"
        : least == 1 ? " names more than one thing" : " names too many things";
  }

  private static String right(Verb verb) {
    String where =
        verb.operands().stream()
            .map(Operand::meaning)
            .filter(meaning -> !meaning.isEmpty())
            .collect(Collectors.joining(" and "));
    return "write " + verb.example() + (where.isEmpty() ? "" : ", where " + where);
  }

  /** The operands of one call, one after the other. */
  private final class Reading {
    private final String of;
    private final Text at;
    private boolean understood = true;
    private Pages pages;
    private String process;
    private String cgroup;
    private int number = -1;

    Reading(String of, Text at) {
      this.of = of;
      this.at = at;
    }

    /**
     * @param text null if it is left out
     */
    void add(Operand operand, String text) {
      switch (operand) {
        case CGROUP -> {
          cgroup = text;
          understood &= sections.isCgroup(of.substring(0, of.length() - 2), text, at);
        }
        case PROCESS, CHILD -> process = text;
        case LIMIT, PROTECTION, PAGE_TYPE -> number(operand, text);
        case OPTIONAL_PROTECTION -> {
          if (text == null) {
            number = OperandReader.otherwise();
          } else {
            number(operand, text);
          }
        }
        case EPC_PAGE -> {
          if (OperandReader.isNumber(text)) {
            number(operand, text);
          } else {
            pages(operand, text);
          }
        }
        default -> pages(operand, text);
      }
    }

    private void number(Operand operand, String text) {
      Integer value = operands.number(operand, at, of, text);
      understood &= value != null;
      number = value == null ? -1 : value;
    }

    private void pages(Operand operand, String text) {
      pages = operands.pages(operand, at, text);
      understood &= pages != null;
    }
  }
}
