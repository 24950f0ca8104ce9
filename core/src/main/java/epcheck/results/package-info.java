/**
 * The pages of results/ about changes of the driver: what each fix of v5 is good for, and the
 * questions of the review as verdicts.
 */
package epcheck.results;
