/**
 * The SGX driver of Linux v6.5 ({@code arch/x86/kernel/cpu/sgx/}), and what of mm and hardware its
 * races need.
 *
 * <p>One class per concern, one method per kernel function, the kernel's names and order of
 * statements, plain accesses plain. What the EPC-cgroup series adds as new code (OOM killer,
 * cgroup) is here too; what it changes of the old code is in {@code revision}, as overrides.
 */
package epcheck.sgx;
