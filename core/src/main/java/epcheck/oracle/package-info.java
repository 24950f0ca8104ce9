/**
 * The rules that the driver must not break, apart from those that the explorer's primitives check
 * by themselves.
 */
package epcheck.oracle;
