package epcheck.ci;

/**
 * A line of a file.
 *
 * @param file as seen from the root of the repository
 * @param line from 1
 */
public record Place(String file, int line) {}
