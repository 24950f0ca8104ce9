package epcheck.validate;

import epcheck.explore.ModelError;
import java.util.ArrayList;
import java.util.List;

/**
 * Why the model with a proposal could not be explored, told at the line of the proposal: it throws,
 * or it never comes to an end.
 */
public final class Failure {
  private final Throwable error;
  private final List<Proposal> proposals;

  public Failure(Throwable error, List<Proposal> proposals) {
    this.error = error;
    this.proposals = List.copyOf(proposals);
  }

  /**
   * What is wrong.
   *
   * @param where for example {@code in scenario last-page}
   */
  public String inWords(String where) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = error; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    String what = what(chain);
    for (Throwable t : chain) {
      for (StackTraceElement frame : t.getStackTrace()) {
        for (Proposal proposal : proposals) {
          // A class of the driver may have the same name; that one is in a package.
          if (proposal.source().fileName().equals(frame.getFileName())
              && frame.getClassName().indexOf('.') < 0) {
            return proposal.source().complaint(frame.getLineNumber(), 0, what)
                + "\n    ("
                + where
                + ")";
          }
        }
      }
    }
    return what + "\n    (" + where + ")";
  }

  private static String what(List<Throwable> chain) {
    Throwable last = chain.get(chain.size() - 1);
    String told = chain.get(0) instanceof ModelError ? chain.get(0).getMessage() : "";
    if (told.contains("the model hangs")) {
      return told.replace("the model hangs", "loops for ever");
    }
    if (last instanceof ModelError || last instanceof Error) {
      return last instanceof ModelError ? last.getMessage() : told;
    }
    String thrown = last.getClass().getSimpleName();
    String message = last.getMessage() == null ? "" : ": " + last.getMessage();
    return "throws " + thrown + message + "; kernel functions return an error code";
  }
}
