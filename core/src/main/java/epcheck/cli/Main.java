package epcheck.cli;

import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** The program {@code epcheck}. */
public final class Main {
  private final Terminal terminal;
  private final Catalog catalog;
  private final UnaryOperator<String> environment;

  /** One that runs in no CI system. */
  Main(Terminal terminal, Catalog catalog) {
    this(terminal, catalog, variable -> null);
  }

  Main(Terminal terminal, Catalog catalog, UnaryOperator<String> environment) {
    this.terminal = terminal;
    this.catalog = catalog;
    this.environment = environment;
  }

  public static void main(String[] args) {
    System.exit(new Main(Terminal.system(), new ShippedCatalog(), System::getenv).run(args));
  }

  /** Runs a command line and returns the exit status. */
  int run(String... args) {
    return new Program(terminal, commands()).run(args);
  }

  /** All the commands. */
  CommandLine commands() {
    CommandLine line = new CommandLine(new Tour(terminal, catalog));
    line.addSubcommand(new CheckCommand(terminal, catalog, new GithubActions(environment)));
    line.addSubcommand(new ListCommand(terminal, catalog));
    line.addSubcommand(new ReplayCommand(terminal, catalog));
    line.addSubcommand(new LocksCommand(terminal, catalog));
    line.addSubcommand(new ReproduceCommand(terminal, catalog));
    line.addSubcommand(new ValidateCommand(terminal));
    line.addSubcommand(new NewProposalCommand(terminal));
    line.addSubcommand(new ResultsCommand(terminal, catalog));
    line.addSubcommand(new BenchCommand(terminal, catalog));
    line.addSubcommand(new SchemaCommand(terminal));
    line.addSubcommand(new CompletionCommand(terminal, catalog));
    line.addSubcommand(new StressCommand());
    line.addSubcommand(new LincheckCommand());
    return line;
  }
}
