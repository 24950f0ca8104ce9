package epcheck.scenario;

import epcheck.oracle.Events;
import epcheck.oracle.Events.Subject;
import epcheck.revision.Revisions;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftSometimes;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what some execution must come to: a list, or one for each revision. */
final class SometimesReader {
  private static final String RIGHT = "write what happens: [evict A/0, release A]";

  private final Sections sections;
  private final Mistakes mistakes;
  private final OperandReader operands;

  SometimesReader(Sections sections) {
    this.sections = sections;
    mistakes = sections.mistakes;
    operands = new OperandReader(sections);
  }

  void read(Fields fields) {
    YamlNode node = fields.get("sometimes");
    if (node instanceof Mapping mapping) {
      Map<String, Entry> lists = Fields.unique(mapping, "revision", mistakes);
      lists.forEach(
          (revision, entry) -> {
            if (Revisions.named(revision).isEmpty()) {
              sections.unknown(
                  "sometimes: ", "revision", revision, entry.key(), ScenarioReader.revisions());
            } else {
              events(fields, entry.value(), List.of(revision));
            }
          });
    } else if (node != null) {
      events(fields, node, List.of());
    }
  }

  private void events(Fields fields, YamlNode node, List<String> revisions) {
    Set<String> there = new HashSet<>();
    for (YamlNode item : fields.list(node, "sometimes", RIGHT)) {
      Text text = fields.text(item, "an item of sometimes", RIGHT);
      if (text != null) {
        DraftSometimes sometimes = event(text, revisions);
        if (sometimes != null && !there.add(sometimes.event().value())) {
          mistakes.add(text, text.described() + " is in sometimes twice", "name it once");
        } else if (sometimes != null) {
          sections.draft.sometimes.add(sometimes);
        }
      }
    }
  }

  private DraftSometimes event(Text text, List<String> revisions) {
    String[] words = text.value().strip().split("\\s+");
    Events.Kind kind = Events.Kind.of(words[0]);
    if (kind == null) {
      mistakes.add(
          text,
          "sometimes: unknown event " + text.described(),
          Spelling.hint(words[0], Events.Kind.words(), Spelling.PAGE));
      return null;
    }
    boolean any = kind.subject() == Subject.ENCLAVE_OR_ANY;
    if (words.length > 2 || words.length == 1 && !any) {
      String example = kind.word() + (kind.subject() == Subject.PAGE ? " A/0" : " A");
      mistakes.add(
          text,
          "sometimes: "
              + text.described()
              + (words.length == 1 ? " does not say of what" : " names more than one thing"),
          "write " + example);
      return null;
    }
    Call.Pages on = null;
    if (words.length == 2) {
      boolean page = kind.subject() == Subject.PAGE;
      on = operands.pages(page ? Operand.PAGE : Operand.ENCLAVE, text, words[1]);
      if (on == null) {
        return null;
      }
    }
    String name = String.join(" ", words);
    return new DraftSometimes(new At<>(name, text), kind, on, revisions);
  }
}
