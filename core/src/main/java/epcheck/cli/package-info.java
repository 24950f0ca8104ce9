/**
 * The command line: what the user asks for, what is run for it, and what goes where. No report
 * text, no model.
 */
package epcheck.cli;
