/**
 * Measures the explorer: how many distinct states per second, and in how much memory; on models
 * that are handed in, and on the dining philosophers next to SPIN. No figure here is remembered:
 * all of them are measured in the run that prints them.
 */
package epcheck.bench;
