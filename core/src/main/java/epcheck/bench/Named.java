package epcheck.bench;

import epcheck.kernel.Model;

/**
 * What to measure.
 *
 * @param name as the table prints it, for example {@code v5 / last-page}
 */
public record Named(String name, Model model) {}
