package epcheck.bench;

/**
 * One run of a search.
 *
 * @param bytes what the table of visited states takes, or 0 if that is not known
 * @param complete the search came to its end
 */
record Sample(long states, long transitions, double seconds, long bytes, boolean complete) {}
