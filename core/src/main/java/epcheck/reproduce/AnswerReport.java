package epcheck.reproduce;

import epcheck.dmesg.Report;
import epcheck.dmesg.Wait;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUse;
import epcheck.explore.TakenLock;
import epcheck.explore.Trace;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import epcheck.report.ConsoleReport;
import epcheck.report.LockdepName;
import epcheck.report.Paragraph;
import epcheck.reproduce.Answer.LinkHere;
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
    say(where(report) + ": " + report.headline());
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
            + count(answer.violation().steps(), "step")
            + " (found after "
            + String.format(Locale.ROOT, "%,d", answer.states())
            + " states)");
    lines.add("");
    besides(answer.match(), Optional.of(answer.violation().trace()));
    notInTheModel(answer.goal());
    lines.add("");
    lines.addAll(counterexample(answer.what(), answer.violation(), answer.states()));
  }

  private List<String> counterexample(Case what, Violation violation, long states) {
    return console.counterexample(what, violation, states);
  }

  private void tell(NeverDeadlocks answer) {
    LockCircle circle = answer.violation().circle();
    say(
        "THE CYCLE IS THERE, on "
            + answer.what()
            + ", but no schedule "
            + (answer.deadlockFree() ? "of it" : "that was looked at")
            + " deadlocks on it"
            + (circle.gates().isEmpty()
                ? ""
                : ": all of its locks are taken with "
                    + circle.gates().stream()
                        .map(LockdepName::of)
                        .collect(Collectors.joining(" and "))
                    + " held"));
    lines.add("");
    besides(answer.match(), Optional.empty());
    lines.add("");
    lines.addAll(counterexample(answer.what(), answer.violation(), 0));
  }

  private void tell(OrdersDiffer answer) {
    say(
        "THE CYCLE CANNOT ARISE on "
            + String.join(" or ", answer.drivers())
            + ", in none of "
            + count(answer.cases(), "scenario")
            + ", each explored in full; where the orders differ:");
    for (LinkHere link : answer.links()) {
      lines.add("");
      say(INDENT + inWords(link.party()));
      say(INDENT + INDENT + here(link));
    }
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
      return "the same here: " + inWords(link.edge().get());
    }
    if (link.otherwise().isEmpty()) {
      return "never here: it is not acquired with any lock held";
    }
    return "never here; it is acquired with "
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
    lines.add("");
    besides(answer.match(), Optional.empty());
    notInTheModel(answer.goal());
  }

  private void tell(NotFound answer) {
    say("NOT REPRODUCED: " + answer.goal().inWords() + ", in none of these cases:");
    if (answer.unlike() > 0) {
      say(
          INDENT
              + count(answer.unlike(), "case")
              + " of which all violations are recorded, and none is of this kind");
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
    answer
        .nearest()
        .ifPresent(
            near -> {
              lines.add("");
              say("Nearest to it comes " + near.what() + ", " + near.finding().oracle() + ":");
              lines.add("");
              besides(near.match(), Optional.empty());
            });
    notInTheModel(answer.goal());
  }

  private void tell(NotModelled answer) {
    say("NOT IN THE MODEL:");
    answer.reasons().forEach(reason -> say(INDENT + reason));
  }

  // ---- the report's lines beside the schedule's steps

  private void besides(Match match, Optional<Trace> trace) {
    int half = (console.width() - 9) / 2;
    lines.add(row("line", "the report", "the model", half));
    for (Match.Pair pair : match.pairs()) {
      List<String> left = new ArrayList<>(List.of(inReport(pair.party())));
      left.add(INDENT + chain(vocabulary.known(pair.party().frames())));
      List<String> right =
          pair.actor().map(a -> inModel(a, trace)).orElse(List.of("nobody in this schedule"));
      List<String> leftLines = wrapped(left, half - 2);
      List<String> rightLines = wrapped(right, half);
      for (int i = 0; i < Math.max(leftLines.size(), rightLines.size()); i++) {
        lines.add(
            row(
                i == 0 ? String.valueOf(pair.party().line()) : "",
                i < leftLines.size() ? leftLines.get(i) : "",
                i < rightLines.size() ? rightLines.get(i) : "",
                half));
      }
      pair.actor()
          .filter(actor -> !Match.hasInOrder(actor, pair.party(), vocabulary))
          .ifPresent(actor -> lines.add(row("", "", "(another call chain)", half)));
    }
    for (Actor actor : match.rest()) {
      if (!actor.task().isEmpty()) {
        List<String> right = wrapped(inModel(actor, trace), half);
        lines.add(row("", "(nobody in the report)", right.get(0), half));
        right.stream().skip(1).forEach(line -> lines.add(row("", "", line, half)));
      }
    }
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

  private static String row(String line, String left, String right, int half) {
    return String.format(Locale.ROOT, "%5s  %-" + half + "s  %s", line, left, right)
        .stripTrailing();
  }

  private static String inReport(Party party) {
    if (party.isToldByLocks()) {
      return inWords(party);
    }
    return party.who() + (party.waits() == Wait.OTHER ? "" : " waits: " + party.waits().inWords());
  }

  private static List<String> inModel(Actor actor, Optional<Trace> trace) {
    String task = actor.task();
    String step =
        trace
            .map(t -> lastStep(t, task))
            .filter(s -> s > 0)
            .map(s -> ", after step " + s)
            .orElse("");
    String does =
        !actor.statement().isEmpty()
            ? " waits in " + actor.statement()
            : actor.acquired().isEmpty() ? "" : " takes " + actor.acquired();
    String first = task.isEmpty() ? "the last step" : task + does + step;
    return List.of(first, INDENT + chain(actor.stack()));
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
