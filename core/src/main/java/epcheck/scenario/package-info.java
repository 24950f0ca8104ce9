/**
 * Scenarios as data: YAML files that say what there is when the tasks start, and what the tasks
 * call.
 */
package epcheck.scenario;
