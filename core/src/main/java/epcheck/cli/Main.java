package epcheck.cli;

import picocli.CommandLine;

/** The program {@code epcheck}. */
public final class Main {
  private final Terminal terminal;
  private final Catalog catalog;

  Main(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  public static void main(String[] args) {
    System.exit(new Main(Terminal.system(), new ShippedCatalog()).run(args));
  }

  /** Runs a command line and returns the exit status. */
  int run(String... args) {
    CommandLine line = new CommandLine(new Tour(terminal, catalog));
    line.addSubcommand(new CheckCommand(terminal, catalog));
    line.addSubcommand(new ListCommand(terminal, catalog));
    line.addSubcommand(new ReplayCommand(terminal, catalog));
    line.addSubcommand(new LocksCommand(terminal, catalog));
    line.addSubcommand(new ReproduceCommand(terminal, catalog));
    line.addSubcommand(new ValidateCommand(terminal));
    line.addSubcommand(new NewProposalCommand(terminal));
    line.addSubcommand(new ResultsCommand(terminal));
    line.addSubcommand(new BenchCommand(terminal, catalog));
    line.addSubcommand(new StressCommand());
    line.addSubcommand(new LincheckCommand());
    return new Program(terminal, line).run(args);
  }
}
