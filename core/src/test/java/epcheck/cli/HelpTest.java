package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} and the manual pages say of each command. */
class HelpTest {
  private static final int WIDTH = 110;
  private static final Map<String, String> PAGES = Map.copyOf(ManPages.pages("1.2.3"));

  private static CommandLine line() {
    return new Main(Terminal.system(), new ToyCatalog()).commands().setUsageHelpWidth(WIDTH);
  }

  private static Stream<String> commands() {
    return ManPages.commands(line()).stream().map(ManPages::name);
  }

  private static CommandSpec command(String name) {
    return ManPages.commands(line()).stream()
        .filter(command -> ManPages.name(command).equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The lines below {@code Examples:}, which are indented. */
  private static List<String> examples(CommandSpec command) {
    return Arrays.stream(command.usageMessage().footer())
        .dropWhile(line -> !line.equals("Examples:"))
        .filter(line -> line.startsWith("  "))
        .toList();
  }

  /** One of a manual page. */
  private static String section(String page, String name) {
    assertThat(page).containsOnlyOnce("\n== " + name + "\n");
    return page.replaceFirst("(?s).*\n== " + name + "\n", "").replaceFirst("(?s)\n==? .*", "");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasExamplesOfItself(String name) {
    assertThat(examples(command(name)))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("epcheck"))
        .anySatisfy(line -> assertThat(line).contains(name.replaceFirst("-", " ")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsTheScreenAndBreaksNoExample(String name) {
    CommandSpec command = command(name);
    String help = command.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help.lines().map(String::stripTrailing))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH))
        .containsAll(examples(command));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aManualPageSaysAllThatHelpSays(String name) {
    CommandSpec command = command(name);
    String page = PAGES.get(name);
    assertThat(section(page, "Name")).contains(name + " - ");
    assertThat(section(page, "Synopsis").replace(" +\n", "\n"))
        .contains(String.join("\n", command.usageMessage().customSynopsis()))
        .contains(name.replaceFirst("-", " "));
    command
        .options()
        .forEach(
            option ->
                assertThat(section(page, "Options"))
                    .contains("*" + String.join("*, *", option.names()) + "*")
                    .contains(option.description()[0]));
    command
        .positionalParameters()
        .forEach(
            argument ->
                assertThat(section(page, "Arguments"))
                    .contains(argument.paramLabel())
                    .contains(argument.description()[0]));
    assertThat(command.usageMessage().exitCodeList())
        .containsKeys("0", "2")
        .allSatisfy(
            (status, meaning) ->
                assertThat(section(page, "Exit status"))
                    .contains("*" + status + "*::\n  " + meaning));
    assertThat(section(page, "Examples").lines()).containsAll(examples(command));
    assertThat(section(page, "See also")).contains("*epcheck", "*(1)");
  }

  /** AsciiDoc takes some texts for arrows, dashes and signs, or for names of its own. */
  @ParameterizedTest
  @MethodSource("commands")
  void aManualPageSaysNothingThatAsciiDocWouldChange(String name) {
    List<String> verbatim = examples(command(name));
    assertThat(PAGES.get(name).lines().filter(line -> !verbatim.contains(line)))
        .allSatisfy(
            line ->
                assertThat(line).doesNotContainPattern("->|<-|=>|<=| -- |\\([CRT]M?\\)|\\{\\w"));
  }
}
