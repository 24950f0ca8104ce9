package epcheck.reproduce;

import epcheck.dmesg.Report;
import epcheck.dmesg.Wait;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUse;
import epcheck.explore.TakenLock;
import epcheck.explore.Trace;
import epcheck.report.ConsoleReport;
import epcheck.report.LockdepName;
import epcheck.report.Paragraph;
import epcheck.reproduce.Answer.LinkHere;
import epcheck.reproduce.Answer.Near;
import epcheck.reproduce.Answer.NeverDeadlocks;
import epcheck.reproduce.Answer.NotFound;
import epcheck.reproduce.Answer.NotModelled;
import epcheck.reproduce.Answer.OrdersDiffer;
import epcheck.reproduce.Answer.Raced;
import epcheck.reproduce.Answer.Reproduced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells an {@link Answer} to somebody who has the report and knows the C. */
public final class AnswerReport {
  private static final String INDENT = "  ";

  /** Functions of a chain that are told. */
  private static final int DEPTH = 5;

  private final ConsoleReport console;
  private final Vocabulary vocabulary;
  private final List<String> lines = new ArrayList<>();

  public AnswerReport(ConsoleReport console, Vocabulary vocabulary) {
    this.console = console;
    this.vocabulary = vocabulary;
  }

  /** All of it, as lines. */
  public List<String> lines(Answer answer) {
    lines.clear();
    Report report = answer.report();
    say(where(report) + ": " + report.headline() + on(report.source().kernel()));
    if (answer instanceof Reproduced reproduced) {
      tell(reproduced);
    } else if (answer instanceof NeverDeadlocks never) {
      tell(never);
    } else if (answer instanceof OrdersDiffer differ) {
      tell(differ);
    } else if (answer instanceof Raced raced) {
      tell(raced);
    } else if (answer instanceof NotFound notFound) {
      tell(notFound);
    } else if (answer instanceof NotModelled notModelled) {
      tell(notModelled);
    }
    report.complaints().forEach(c -> say(INDENT + "not read: " + c));
    return List.copyOf(lines);
  }

  private static String on(String kernel) {
    return kernel.isEmpty() ? "" : " (kernel " + kernel + ")";
  }

  private static String where(Report report) {
    return report.firstLine() == report.lastLine()
        ? "line " + report.firstLine()
        : "lines " + report.firstLine() + "-" + report.lastLine();
  }

  private void say(String text) {
    String lead = text.substring(0, text.length() - text.stripLeading().length());
    Paragraph.wrap(text.strip(), console.width() - lead.length(), INDENT + INDENT)
        .forEach(line -> lines.add(lead + line));
  }

  // ---- the answers

  private void tell(Reproduced answer) {
    say(
        "REPRODUCED on "
            + answer.what()
            + ": "
            + answer.goal().inWords()
            + ", in "
            + count(answer.violation().steps(), "step"));
    title(answer.title());
    lines.add("");
    besides(answer.match(), answer.goal(), Optional.of(answer.violation().trace()));
    notInTheModel(answer.goal());
    lines.add("");
    lines.addAll(console.counterexample(answer.what(), answer.violation(), answer.states()));
  }

  /** What makes the case another one than its revision. */
  private void title(String title) {
    if (!title.isEmpty()) {
      say(INDENT + title);
    }
  }

  private void tell(NeverDeadlocks answer) {
    LockCircle circle = answer.violation().circle();
    say(
        "THE CYCLE IS THERE, BUT NOTHING DEADLOCKS: on "
            + answer.what()
            + ", in no schedule"
            + (answer.deadlockFree() ? "" : " that was looked at")
            + (circle.gates().isEmpty()
                ? ""
                : ": all of its locks are taken with "
                    + circle.gates().stream()
                        .map(LockdepName::of)
                        .collect(Collectors.joining(" and "))
                    + " held"));
    title(answer.title());
    lines.add("");
    besides(answer.match(), answer.goal(), Optional.empty());
    lines.add("");
    lines.addAll(console.counterexample(answer.what(), answer.violation(), 0));
  }

  private void tell(OrdersDiffer answer) {
    if (answer.hasAllLinks()) {
      say(
          "NO SCENARIO HAS THE CYCLE, but "
              + answer.driver()
              + " has each of its links: lockdep would report it on a machine that does all of this");
    } else {
      say("THE CYCLE CANNOT ARISE on " + answer.driver() + ", in any shipped scenario:");
    }
    for (LinkHere link : answer.links()) {
      lines.add("");
      say(INDENT + "line " + link.party().line() + ": " + inWords(link.party()));
      say(INDENT + INDENT + here(link));
    }
    lines.add("");
    say(
        "Looked at: "
            + count(answer.cases(), "case")
            + ", each explored in full."
            + others(answer));
    if (answer.unfinished() > 0) {
      say(
          "Not known of "
              + String.join(", ", answer.unknown())
              + ", where "
              + count(answer.unfinished(), "case")
              + " could not be explored in full: a longer --budget may find the cycle there.");
    }
  }

  private static String others(OrdersDiffer answer) {
    return answer.others().isEmpty()
        ? ""
        : " Nor can it arise on " + String.join(", ", answer.others()) + ".";
  }

  private static String inWords(Party party) {
    return party.who()
        + " "
        + party.acquired()
        + (party.synchronizes() ? ", waited for with " : ", acquired with ")
        + party.held()
        + " held";
  }

  private static String here(LinkHere link) {
    if (link.edge().isPresent()) {
      return "is here, in " + link.where() + ": " + inWords(link.edge().get());
    }
    if (link.otherwise().isEmpty()) {
      return "NEVER HERE: " + link.party().acquired() + " is not acquired with any lock held";
    }
    return "NEVER HERE; "
        + link.party().acquired()
        + " is acquired with "
        + link.otherwise().stream()
            .map(AnswerReport::otherwise)
            .distinct()
            .limit(3)
            .collect(Collectors.joining("; with "));
  }

  private static String otherwise(LockEdge edge) {
    return LockdepName.of(edge.held().lock())
        + " held"
        + (edge.acquired().use() == LockUse.SYNCHRONIZE
            ? ", waited for "
            : edge.acquired().use() == LockUse.EXCLUSIVE ? ", " : ", as a reader, ")
        + in(edge.acquired());
  }

  private static String inWords(LockEdge edge) {
    return edge.task()
        + " holds "
        + LockdepName.of(edge.held().lock())
        + " "
        + in(edge.held())
        + " and "
        + (edge.acquired().use() == LockUse.SYNCHRONIZE ? "waits for " : "takes ")
        + LockdepName.of(edge.acquired().lock())
        + " "
        + in(edge.acquired());
  }

  private static String in(TakenLock taken) {
    return taken.stack().isEmpty() ? "in user space" : "in " + chain(taken.stack());
  }

  private void tell(Raced answer) {
    say(
        "REPRODUCED on "
            + answer.what()
            + ": both accesses of "
            + answer.race().variable()
            + " can be the next step");
    title(answer.title());
    lines.add("");
    besides(answer.match(), answer.goal(), Optional.empty());
    notInTheModel(answer.goal());
  }

  private void tell(NotFound answer) {
    say("NOT REPRODUCED: " + answer.goal().inWords() + ", in none of these cases:");
    if (answer.unlike() > 0) {
      say(INDENT + count(answer.unlike(), "case") + " with nothing of this kind on record");
    }
    if (answer.explored() > 0) {
      say(INDENT + count(answer.explored(), "case") + " explored in full");
    }
    if (answer.unfinished() > 0) {
      say(
          INDENT
              + count(answer.unfinished(), "case")
              + " not explored in full: a longer --budget may find it");
    }
    answer.nearest().ifPresent(near -> tell(near, answer.goal()));
    notInTheModel(answer.goal());
  }

  private void tell(Near near, Goal goal) {
    lines.add("");
    say(
        "Nearest to it comes "
            + near.what()
            + ", "
            + near.finding().oracle()
            + ", which has "
            + near.match().matched()
            + " of "
            + near.match().pairs().size()
            + ":");
    title(near.title());
    lines.add("");
    besides(near.match(), goal, Optional.empty());
  }

  private void tell(NotModelled answer) {
    say("NOT MODELLED:");
    answer.reasons().forEach(reason -> say(INDENT + reason));
  }

  // ---- the report's lines beside the schedule's steps

  private void besides(Match match, Goal goal, Optional<Trace> trace) {
    row("line", "the report", "the model");
    for (Match.Pair pair : match.pairs()) {
      Party party = pair.party();
      rows(
          String.valueOf(party.line()),
          List.of(inReport(party), INDENT + chain(vocabulary.known(party.frames()))),
          inModel(pair, trace));
    }
    for (Party stranger : goal.strangers()) {
      rows(
          String.valueOf(stranger.line()),
          List.of(inReport(stranger), INDENT + chain(stranger.frames())),
          List.of("in nothing that is modelled"));
    }
    for (Actor actor : match.rest()) {
      if (!actor.task().isEmpty()) {
        rows("", List.of("not in the report"), inModel(actor, trace));
      }
    }
  }

  private List<String> inModel(Match.Pair pair, Optional<Trace> trace) {
    if (pair.actor().isEmpty()) {
      return List.of("nobody does that");
    }
    Actor actor = pair.actor().get();
    if (pair.passed()) {
      return List.of(actor.task() + " has both of them already");
    }
    List<String> told = new ArrayList<>(inModel(actor, trace));
    if (!actor.retries() && !Match.hasInOrder(actor, pair.party(), vocabulary)) {
      told.add(INDENT + "(by another call chain than the report's)");
    }
    return told;
  }

  private void rows(String line, List<String> report, List<String> model) {
    List<String> left = wrapped(report, half() - 2);
    List<String> right = wrapped(model, half());
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      row(
          i == 0 ? line : "",
          i < left.size() ? left.get(i) : "",
          i < right.size() ? right.get(i) : "");
    }
  }

  private void row(String line, String left, String right) {
    lines.add(
        String.format(Locale.ROOT, "%5s  %-" + half() + "s  %s", line, left, right)
            .stripTrailing());
  }

  private int half() {
    return (console.width() - 9) / 2;
  }

  private static List<String> wrapped(List<String> texts, int width) {
    List<String> all = new ArrayList<>();
    for (String text : texts) {
      String lead = text.startsWith(INDENT) ? INDENT : "";
      Paragraph.wrap(text.strip(), width - lead.length(), INDENT)
          .forEach(line -> all.add(lead + line));
    }
    return all;
  }

  private static String inReport(Party party) {
    if (party.isToldByLocks()) {
      return inWords(party);
    }
    return party.who()
        + (party.waits() == Wait.OTHER ? "" : ", waiting: " + party.waits().inWords());
  }

  private static List<String> inModel(Actor actor, Optional<Trace> trace) {
    return List.of(does(actor, trace), INDENT + chain(actor.stack()));
  }

  private static String does(Actor actor, Optional<Trace> trace) {
    if (actor.task().isEmpty()) {
      return trace.map(t -> lastTask(t) + " at step " + t.steps().size() + ", the last").orElse("");
    }
    if (actor.retries()) {
      return actor.task()
          + " goes round and round"
          + trace.map(t -> " from step " + lastStep(t, actor.task()) + " on").orElse("");
    }
    if (!actor.statement().isEmpty()) {
      return actor.task()
          + " waits in "
          + actor.statement().replaceFirst(" \\[.*", "")
          + trace.map(t -> " from step " + lastStep(t, actor.task()) + " on").orElse("");
    }
    if (actor.acquired().isEmpty()) {
      return actor.task();
    }
    return actor.task()
        + (actor.synchronizes() ? " waits for " : " takes ")
        + actor.acquired()
        + " with "
        + String.join(", ", actor.holding())
        + " held";
  }

  private static String lastTask(Trace trace) {
    return trace.tasks().get(trace.steps().get(trace.steps().size() - 1).task());
  }

  private static int lastStep(Trace trace, String task) {
    int last = 0;
    for (int i = 0; i < trace.steps().size(); i++) {
      last = trace.tasks().get(trace.steps().get(i).task()).equals(task) ? i + 1 : last;
    }
    return last;
  }

  private static String chain(List<String> functions) {
    String told = functions.stream().limit(DEPTH).collect(Collectors.joining(" < "));
    return functions.size() > DEPTH ? told + " < ..." : told;
  }

  /**
   * The driver's functions of a report that the model lacks; those of the core kernel do not
   * matter.
   */
  private void notInTheModel(Goal goal) {
    List<String> missing =
        goal.parties().stream()
            .flatMap(party -> party.frames().stream())
            .filter(f -> f.startsWith("sgx_") && !vocabulary.functions().contains(f))
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      lines.add("");
      say("Not in the model, or not by this name: " + String.join(", ", missing));
    }
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
