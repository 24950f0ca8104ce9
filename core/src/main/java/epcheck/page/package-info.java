/**
 * Verdicts as pages to mail or to put on a web server: each is one HTML file that needs nothing
 * else. What there is to read is in the HTML itself; the script steps through it and shows the
 * state.
 *
 * <p>{@link epcheck.page.Pages} is the way in.
 */
package epcheck.page;
