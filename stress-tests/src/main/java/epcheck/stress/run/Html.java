package epcheck.stress.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run as a page of HTML: every outcome of every test. JCStress's own report does not escape
 * outcomes, and those of the driver quote C.
 */
final class Html {
  private static final String STYLE =
      """
      body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222 }
      table { border-collapse: collapse; width: 100% }
      th, td { padding: .15em .6em; text-align: left; vertical-align: top }
      th { border-bottom: 2px solid #888 }
      tr.test td { border-top: 1px solid #bbb; font-weight: bold }
      tr.more td { color: #555 }
      td.n, th.n { text-align: right; white-space: nowrap }
      code { font: 13px monospace; overflow-wrap: anywhere }
      .good { color: #060 } .bad { color: #b00 } .skipped { color: #777 } .interesting code { color: #00c }
      .forbidden code { color: #b00; font-weight: bold }
      """;

  private final RunReport run;

  Html(RunReport run) {
    this.run = run;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String title = "Stress tests, JDK " + run.where().jdk();
    lines.add("<!DOCTYPE html>");
    lines.add("<html lang=\"en\">");
    lines.add("<head><meta charset=\"utf-8\"><title>" + title + "</title>");
    lines.add("<style>");
    lines.addAll(STYLE.lines().toList());
    lines.add("</style></head>");
    lines.add("<body>");
    lines.add("<h1>" + title + "</h1>");
    lines.add("<p>" + escape(Page.totals(run)) + "; mode " + escape(run.mode()) + ".<br>");
    lines.add(escape(run.where().vm()) + "<br>");
    lines.add(escape(run.where().machine()) + "; " + escape(run.where().date()) + "</p>");
    lines.add("<table>");
    lines.add(
        "<tr><th>test, and what it came to</th><th class=\"n\">samples</th>"
            + "<th class=\"n\">share, or per second</th><th>verdict</th></tr>");
    run.tests().forEach(test -> lines.addAll(rows(test)));
    lines.add("</table>");
    lines.add("</body></html>");
    return lines;
  }

  private static List<String> rows(TestReport test) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "<tr class=\"test\"><td>"
            + escape(test.name())
            + "</td>"
            + figure(test.samples() == 0 ? "-" : grouped(test.samples()))
            + figure(test.samples() == 0 ? "-" : grouped(Math.round(test.rate())) + "/s")
            + "<td class=\""
            + kind(test.verdict())
            + "\">"
            + escape(test.verdict().toString())
            + "</td></tr>");
    lines.add(
        "<tr class=\"more\"><td colspan=\"4\">"
            + escape(test.group())
            + ", "
            + test.actors()
            + " actors, "
            + (test.completed() == test.planned() ? "" : test.completed() + " of ")
            + test.planned()
            + (test.planned() == 1 ? " fork" : " forks")
            + (test.isCanary() ? "; its fault: " + escape(test.fault()) : "")
            + "</td></tr>");
    for (Sighting seen : test.sightings()) {
      lines.add(
          "<tr class=\""
              + (seen.isForbidden() ? "forbidden" : seen.isInteresting() ? "interesting" : "plain")
              + "\"><td><code>"
              + escape(seen.outcome())
              + "</code><br>"
              + escape(seen.description())
              + "</td>"
              + figure(grouped(seen.count()))
              + figure(test.share(seen).toString())
              + "<td>"
              + word(seen)
              + "</td></tr>");
    }
    return lines;
  }

  private static String kind(Verdict verdict) {
    return verdict.isGood() ? "good" : verdict == Verdict.SKIPPED ? "skipped" : "bad";
  }

  private static String word(Sighting seen) {
    return seen.isForbidden() ? "forbidden" : seen.isInteresting() ? "interesting" : "acceptable";
  }

  private static String figure(String text) {
    return "<td class=\"n\">" + text + "</td>";
  }

  private static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
