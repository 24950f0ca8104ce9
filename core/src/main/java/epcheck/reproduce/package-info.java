/**
 * From a report of a kernel to a schedule of the model that does the same.
 *
 * <p>A {@link epcheck.dmesg.Report} becomes a {@link epcheck.reproduce.Goal}: which rule was
 * broken, and by whom, in which kernel functions and with which locks. {@link
 * epcheck.reproduce.Reproduction} looks for a schedule that meets it, in the nearest cases first,
 * and what it has to say is an {@link epcheck.reproduce.Answer}.
 *
 * <p>A kernel's call chain and the model's differ: compilers inline, kernels of different ages name
 * things differently, and the model leaves functions out. So a chain of the report is met by one of
 * the model that has all of its functions which the model knows, in the same order.
 */
package epcheck.reproduce;
