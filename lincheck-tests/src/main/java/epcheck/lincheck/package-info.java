/**
 * A second opinion: the scenarios under Lincheck's model checker, beside the explorer's verdicts.
 *
 * <p>{@link epcheck.lincheck.ModelChecking} runs a model under Lincheck, {@link
 * epcheck.lincheck.Comparison} holds what it came to against the explorer, and the command prints
 * and writes that. The tests of this module are about the parts that have a sequential
 * specification.
 */
package epcheck.lincheck;
