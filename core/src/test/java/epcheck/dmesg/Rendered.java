package epcheck.dmesg;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Reports as text: all that was read of them, each part on a line of its own. */
final class Rendered {
  private final boolean withSource;
  private final StringBuilder text = new StringBuilder();

  private Rendered(boolean withSource) {
    this.withSource = withSource;
  }

  static String all(List<Report> reports) {
    return render(reports, true);
  }

  /** Without what depends on where in a log they stand. */
  static String contents(List<Report> reports) {
    return render(reports, false);
  }

  private static String render(List<Report> reports, boolean withSource) {
    Rendered rendered = new Rendered(withSource);
    reports.forEach(report -> rendered.add(report.getClass().getSimpleName(), report, 0));
    return rendered.text.toString();
  }

  private void add(String name, Object value, int indent) {
    String flat = flat(value);
    if (flat != null) {
      line(name + (flat.isEmpty() ? "" : " " + flat), indent);
    } else if (value instanceof List<?> list) {
      line(name + " (" + list.size() + ")", indent);
      list.forEach(part -> add("-", part, indent + 2));
    } else {
      line(name, indent);
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        boolean place = component.getName().endsWith("ine") && component.getType() == long.class;
        if (withSource || !place) {
          add(component.getName(), get(component, value), indent + 2);
        }
      }
    }
  }

  private String flat(Object value) {
    if (value instanceof Frame frame) {
      return (frame.uncertain() ? "? " : "")
          + frame.function()
          + (frame.place().isEmpty() ? "" : " " + frame.place())
          + (frame.inlined() ? " [inline]" : "")
          + (frame.module().isEmpty() ? "" : " [" + frame.module() + "]");
    }
    if (value instanceof Lock lock) {
      List<String> at = lock.at().stream().map(this::flat).toList();
      return (lock + " {" + lock.usage() + "} {" + lock.waitTypes() + "} at " + at)
          .replace("{} {} at []", "")
          .strip();
    }
    if (value instanceof Task task) {
      return task.comm() + ":" + task.pid();
    }
    if (value instanceof Complaint complaint) {
      return withSource ? complaint.toString() : complaint.text();
    }
    return value instanceof Record || value instanceof List ? null : value.toString();
  }

  private void line(String line, int indent) {
    List<String> lines = new ArrayList<>(List.of(line.split("\n", -1)));
    lines.forEach(l -> text.append(" ".repeat(indent)).append(l).append('\n'));
  }

  private static Object get(RecordComponent component, Object value) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
