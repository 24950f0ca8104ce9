/**
 * Verdicts in the forms that CI systems read: JUnit XML, SARIF, and what GitHub Actions shows.
 *
 * <p>A violation is at a kernel function, and what a CI system can show is a file and a line: the
 * method that stands for it, which {@link epcheck.ci.Places} tells.
 */
package epcheck.ci;
