/**
 * The revisions of the driver and the patches on top of them: small classes that override the
 * functions that they change, so that each reads like its diff.
 */
package epcheck.revision;
