package epcheck.dmesg;

import java.util.List;

/**
 * Where a report stands in the input, and what is common to all of them.
 *
 * @param firstLine from 1
 * @param headline the line that says what it is, without stamps
 * @param kernel the release and what follows it, for example {@code 6.4.0-rc6 #2}, or ""
 * @param complaints what could not be read, in the order in which that turned out
 */
public record Source(
    long firstLine, long lastLine, String headline, String kernel, List<Complaint> complaints) {
  public Source {
    complaints = List.copyOf(complaints);
  }
}
