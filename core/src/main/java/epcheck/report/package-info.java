/**
 * What people and programs read: pure functions from a verdict to text. Nothing here searches,
 * prints or knows SGX.
 *
 * <p>{@link epcheck.report.ConsoleReport} is the way in for a terminal, {@link
 * epcheck.report.JsonReport} for a program.
 */
package epcheck.report;
