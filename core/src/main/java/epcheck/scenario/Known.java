package epcheck.scenario;

import epcheck.scenario.Call.Pages;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Draft.DraftVepc;

/** Looks up what a name stands for; what does not exist is a mistake. */
final class Known {
  private final Draft draft;
  private final Mistakes mistakes;

  Known(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  boolean isEnclave(String of, String name, YamlNode at) {
    if (draft.enclaves.containsKey(name)) {
      return true;
    }
    if (draft.knowsEnclaves) {
      mistakes.add(
          at, of + "unknown enclave '" + name + "'", Spelling.hint(name, draft.enclaves.keySet()));
    }
    return false;
  }

  /** Whether there are such pages of an enclave. */
  boolean arePages(String of, Pages pages, YamlNode at) {
    return isEnclave(of, pages.of(), at)
        && (pages.isAll()
            || page(of, pages.of(), pages.first(), at) != null
                && page(of, pages.of(), pages.last(), at) != null);
  }

  /** Null if there is no such page; the mistake is noted. */
  DraftPage page(String of, String name, int index, YamlNode at) {
    if (!isEnclave(of, name, at)) {
      return null;
    }
    DraftEnclave enclave = draft.enclaves.get(name);
    int pages = enclave.pages.size();
    if (index < pages) {
      return enclave.pages.get(index);
    }
    if (enclave.sized) {
      mistakes.add(at, of + "enclave " + name + " has no page " + index, range(name, pages));
    }
    return null;
  }

  private static String range(String name, int pages) {
    return pages == 0
        ? "it has no pages"
        : pages == 1
            ? "its only page is " + name + "/0"
            : "its pages are " + name + "/0 to " + name + "/" + (pages - 1);
  }

  /** Whether there is such virtual EPC, and such a page of it. */
  boolean isVepc(String of, Pages pages, YamlNode at) {
    DraftVepc vepc = draft.vepcs.get(pages.of());
    if (vepc == null) {
      if (draft.knowsVepcs) {
        mistakes.add(
            at,
            of + "unknown virtual EPC '" + pages.of() + "'",
            Spelling.hint(pages.of(), draft.vepcs.keySet()));
      }
      return false;
    }
    if (!pages.isAll() && pages.first() >= vepc.pages && vepc.pages > 0) {
      mistakes.add(
          at,
          of + "virtual EPC " + pages.of() + " has no page " + pages.first(),
          range(pages.of(), vepc.pages));
      return false;
    }
    return true;
  }

  /** Null if there is no such process; the mistake is noted. */
  DraftProcess process(String of, At<String> name) {
    DraftProcess process = draft.processes.get(name.value());
    if (process == null && draft.knowsProcesses) {
      mistakes.add(
          name.at(),
          of + "unknown process '" + name.value() + "'",
          Spelling.hint(name.value(), draft.processes.keySet()));
    }
    return process;
  }
}
