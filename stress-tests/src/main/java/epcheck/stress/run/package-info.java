/**
 * The runner of the JCStress tests: what is asked for, what of it can run on this machine, the
 * forks, what they saw, and the pages about it. It knows no test; a test knows nothing of it.
 */
package epcheck.stress.run;
