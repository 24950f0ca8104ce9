package epcheck.stress;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Outcomes of a test that the explorer does not have: what only weak memory can bring about, since
 * the explorer's is sequentially consistent, or what comes after a point from which the explorer
 * goes no further. They are ACCEPTABLE_INTERESTING in their test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Unexplored {
  /** The outcomes. */
  String[] outcomes();

  /** Why the explorer does not have them. */
  String because();
}
