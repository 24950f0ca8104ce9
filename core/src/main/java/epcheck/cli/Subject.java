package epcheck.cli;

import epcheck.kernel.Model;
import java.util.List;

/**
 * Something to check.
 *
 * @param scenario the shipped scenario's name, or the name of the file that it was read from
 */
public record Subject(String revision, List<String> patches, String scenario, Model model) {
  public Subject {
    patches = List.copyOf(patches);
  }
}
