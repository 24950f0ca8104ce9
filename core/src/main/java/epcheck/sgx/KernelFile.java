package epcheck.sgx;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The kernel file whose functions a class has as methods, or that one method's function stands in.
 * {@code epcheck list functions} prints them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface KernelFile {
  /** Relative to the kernel's source tree, for example {@code arch/x86/kernel/cpu/sgx/main.c}. */
  String value();
}
