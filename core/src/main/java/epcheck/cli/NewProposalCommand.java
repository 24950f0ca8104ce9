package epcheck.cli;

import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.validate.BadProposal;
import epcheck.validate.Jdk;
import epcheck.validate.Skeleton;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck new-proposal}. */
@Command(
    name = "new-proposal",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Writes a proposal to edit, with the present text of the functions to change.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck new-proposal [OPTION]... NAME",
    description = {"", "Writes NAME.java in the current directory, for epcheck validate.", ""},
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:it is written", "2:usage or bad input, or the file is there already"},
    footer = {
      "",
      "Examples:",
      "  epcheck new-proposal MyChange --function sgx_oom_get_victim --function sgx_epc_oom",
      "  epcheck new-proposal MyChange --function sgx_reclaim_pages --against mainline",
      "  epcheck list functions                                 the functions that there are"
    })
final class NewProposalCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Path folder;

  @Parameters(paramLabel = "NAME", description = "The name of the class, for example MyChange.")
  private String name;

  @Option(
      names = "--function",
      paramLabel = "FUNCTION",
      description = "A function to change, by its name in C; may be given more than once.")
  private List<String> functions = List.of();

  @Option(
      names = "--against",
      paramLabel = "REV",
      description = "The revision that it changes. Default: v5.")
  private String against = "v5";

  NewProposalCommand(Terminal terminal) {
    this(terminal, Path.of(""));
  }

  /**
   * One that writes elsewhere.
   *
   * @param folder where the file goes
   */
  NewProposalCommand(Terminal terminal, Path folder) {
    this.terminal = terminal;
    this.folder = folder;
  }

  @Override
  public Integer call() throws BadInput {
    List<String> revisions = Revisions.all().stream().map(Revision::name).toList();
    Revision base =
        Revisions.named(against)
            .orElseThrow(
                () ->
                    new BadInput(
                        "unknown revision '"
                            + against
                            + "'"
                            + Nearest.hint("revision", against, revisions)));
    try {
      Jdk.require();
      Skeleton skeleton = Skeleton.of(name, base, functions);
      Path file = folder.resolve(skeleton.fileName());
      Files.writeString(file, skeleton.text(), StandardOpenOption.CREATE_NEW);
      terminal.print(skeleton.whatIsInIt(file));
      return ExitStatus.OK;
    } catch (BadProposal e) {
      throw new BadInput(e.getMessage(), e);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(e.getFile() + " is there already, and is not overwritten", e);
    } catch (IOException e) {
      throw new BadInput("cannot write the proposal: " + e, e);
    }
  }
}
