package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.YamlNode.Entry;
import epcheck.scenario.YamlNode.Mapping;
import epcheck.scenario.YamlNode.Text;
import java.util.List;
import java.util.Map;

/** Reads the tasks and what they call. */
final class TaskReader {
  private final Sections sections;
  private final Mistakes mistakes;
  private final CallReader callReader;

  TaskReader(Sections sections) {
    this.sections = sections;
    mistakes = sections.mistakes;
    callReader = new CallReader(sections);
  }

  void read(Fields fields) {
    Map<String, Entry> section = sections.section(fields, "tasks", "task", Sections.NAME, true);
    sections.draft.knowsTasks = section != null;
    if (section == null) {
      return;
    }
    section.forEach(
        (name, entry) -> {
          DraftTask task = new DraftTask(entry.key());
          sections.draft.tasks.put(name, task);
          task(fields, task, entry.value());
        });
  }

  private void task(Fields fields, DraftTask task, YamlNode node) {
    String right = "write {process: P, calls: [exit]}, or for a kernel thread [reclaim]";
    Fields own = fields;
    YamlNode calls = node;
    if (node instanceof Mapping mapping) {
      own =
          new Fields(
              mapping,
              task.name,
              "task " + task.name.value(),
              List.of("process", "calls"),
              mistakes);
      Text process = own.text(own.get("process"), "process", "write the name of a process");
      task.process = process == null ? null : new At<>(process.value(), process);
      calls = own.required("calls", "write what it calls: [exit]");
    }
    if (calls == null) {
      task.understood = false;
    } else if (calls instanceof Text single) {
      call(task, single);
    } else {
      calls(own, task, calls, right);
    }
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
    Call call = callReader.read("task " + task.name.value() + ": ", text);
    if (call == null) {
      task.understood = false;
    } else {
      task.calls.add(new At<>(call, text));
    }
  }
}
