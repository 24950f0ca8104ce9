package epcheck.cli;

import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.revision.Successor;
import epcheck.validate.BadProposal;
import epcheck.validate.Jdk;
import epcheck.validate.Proposal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Patches as a command line names them: one that is shipped, or a proposal's file. */
final class Patches {
  private Patches() {}

  /** All of these, in order. */
  static List<Patch> of(List<String> namesOrFiles) throws BadInput {
    List<Patch> patches = new ArrayList<>();
    for (String nameOrFile : namesOrFiles) {
      Patch patch = of(nameOrFile);
      for (Patch other : patches) {
        if (other.name().equals(patch.name())) {
          throw new BadInput("two patches are named " + patch.name() + "; give each once");
        }
      }
      patches.add(patch);
    }
    return patches;
  }

  private static Patch of(String nameOrFile) throws BadInput {
    Optional<Patch> shipped = Revisions.patchNamed(nameOrFile);
    if (shipped.isPresent()) {
      return shipped.get();
    }
    Optional<Revision> revision = Revisions.named(nameOrFile);
    if (revision.isPresent()) {
      return new Successor(revision.get());
    }
    if (!isFile(nameOrFile)) {
      List<String> names = Revisions.patches().stream().map(Patch::name).toList();
      throw new BadInput(
          "no file and no shipped patch '"
              + nameOrFile
              + "'"
              + Nearest.hint("patch", nameOrFile, names));
    }
    try {
      Jdk.require();
      Proposal proposal = Proposal.read(Path.of(nameOrFile));
      if (Revisions.patchNamed(proposal.name()).isPresent()) {
        throw new BadInput(
            nameOrFile + ": a shipped patch is named " + proposal.name() + "; take another name");
      }
      return proposal;
    } catch (BadProposal e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private static boolean isFile(String text) {
    try {
      return text.endsWith(".java") || text.contains("/") || Files.exists(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
