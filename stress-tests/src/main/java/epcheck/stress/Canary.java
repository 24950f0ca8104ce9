package epcheck.stress;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A JCStress test of something that is broken, on purpose or in a revision that was never merged:
 * it passes only if an {@code ACCEPTABLE_INTERESTING} outcome is seen. Without such tests nobody
 * knows whether the others could fail at all.
 *
 * <p>Every canary is part of the smoke run.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Canary {

  /** The fault that must be seen, for example {@code the page is freed twice}. */
  String value();
}
