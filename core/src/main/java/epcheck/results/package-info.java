/**
 * The pages of results/: the recorded verdicts at a glance and their counterexamples, what each fix
 * of v5 is good for, and the questions of the review as verdicts.
 */
package epcheck.results;
