/**
 * What somebody proposes to change: a Java file from outside, compiled and held against the rules
 * of model code, and the difference that it makes.
 */
package epcheck.validate;
