package epcheck.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** {@code epcheck completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Prints a script that completes epcheck's commands and options in bash and zsh.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck completion",
    description = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:printed", "2:usage"},
    footer = {
      "",
      "Examples:",
      "  source <(epcheck completion)                                          in this shell",
      "  epcheck completion > ~/.local/share/bash-completion/completions/epcheck  in each"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog catalog;

  @Spec private CommandSpec spec;

  CompletionCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    offer(spec.root());
    terminal.out().print(AutoComplete.bash("epcheck", spec.root().commandLine()));
    terminal.out().flush();
    return ExitStatus.OK;
  }

  /** Tells the generator which values there are; by itself it knows only constants of Java. */
  private void offer(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      command.remove(option);
      command.addOption(option.toBuilder().completionCandidates(values(option)).build());
    }
    for (PositionalParamSpec positional : List.copyOf(command.positionalParameters())) {
      command.remove(positional);
      command.addPositional(
          positional.toBuilder().completionCandidates(values(positional)).build());
    }
    command.subcommands().values().forEach(below -> offer(below.getCommandSpec()));
  }

  private List<String> values(ArgSpec argument) {
    Class<?> type = argument.type();
    if (type.isEnum()) {
      return Stream.of(type.getEnumConstants()).map(c -> Choices.name((Enum<?>) c)).toList();
    }
    return switch (argument.paramLabel()) {
      case "REV" -> names(catalog.revisions());
      case "PATCH" -> names(catalog.patches());
      case ValidateCommand.CHANGE ->
          Stream.of(catalog.patches(), catalog.revisions())
              .map(CompletionCommand::names)
              .flatMap(List::stream)
              .toList();
      case "NAME|FILE", "SCENARIO" -> catalog.scenarioNames();
      case "PAGE" -> ResultsCommand.PAGES;
      default -> null;
    };
  }

  private static List<String> names(List<Catalog.Entry> entries) {
    return entries.stream().map(Catalog.Entry::name).toList();
  }
}
