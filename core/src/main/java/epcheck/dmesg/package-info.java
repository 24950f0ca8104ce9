/**
 * Reads what the kernel says about itself: a console log as a stream, and the lockdep, hung-task,
 * KASAN, KCSAN, WARN, oops and stall reports in it as data. It knows neither SGX nor a model.
 *
 * <p>{@link epcheck.dmesg.KernelLog} is the way in, {@link epcheck.dmesg.Report} what comes out. On
 * its way a line passes
 *
 * <ol>
 *   <li>{@code LineSource}, which counts the lines and cuts those that are too long,
 *   <li>{@code Prefix}, which tells the kernel's words from what a console, a journal or a mail
 *       wrote before them,
 *   <li>{@code Unwrapper}, which joins what a mail client or an old printk() broke,
 *   <li>{@code Dispatcher}, which sees where a report begins and where it ends, and
 *   <li>the {@code ReportReader} of that kind of report.
 * </ol>
 *
 * <p>No log is an error. Logs are cut off, interleaved with other messages, and garbled by serial
 * lines; a reader keeps what it understands, and a report says in its {@linkplain
 * epcheck.dmesg.Complaint complaints} what it lacks. Names and numbers that were not readable are
 * {@code ""} and {@code -1}, never null.
 *
 * <p>Memory is bounded by constants, however long the log is. Nothing here is a regular expression:
 * a log is what strangers send, and each line costs time in proportion to its length.
 */
package epcheck.dmesg;
