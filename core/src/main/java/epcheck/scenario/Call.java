package epcheck.scenario;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.PageType;
import epcheck.sgx.Vma;

/**
 * An entry point and what it is called on.
 *
 * @param pages of which enclave or virtual EPC; null unless it is called on one
 * @param process null unless it is called on one
 * @param cgroup null unless it is called on one
 * @param number a limit, {@link Vma#VM_READ} and {@link Vma#VM_WRITE}, a {@link PageType} or an EPC
 *     page; -1 unless it has one
 */
public record Call(Verb verb, Pages pages, String process, String cgroup, int number) {
  /** Some pages of an enclave, or all of it; or of a virtual EPC. */
  public record Pages(String of, int first, int last) {
    private static final int END = Integer.MAX_VALUE;

    static Pages all(String of) {
      return new Pages(of, 0, END);
    }

    static Pages one(String of, int index) {
      return new Pages(of, index, index);
    }

    boolean isAll() {
      return last == END;
    }

    boolean contains(int index) {
      return first <= index && index <= last;
    }

    /** How many, of an enclave of this size. */
    int count(int size) {
      return Math.min(last, size - 1) - first + 1;
    }

    @Override
    public String toString() {
      return of + (isAll() ? "" : "/" + first + (first == last ? "" : "-" + last));
    }
  }

  /** Whether it is this call, and on this enclave. */
  boolean is(Verb other, String enclave) {
    return verb == other && pages != null && pages.of().equals(enclave);
  }

  /** As a scenario writes it. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(verb.word());
    for (Operand operand : verb.operands()) {
      out.append(' ').append(text(operand));
    }
    return out.toString();
  }

  private String text(Operand operand) {
    return switch (operand) {
      case CGROUP -> cgroup;
      case PROCESS, CHILD -> process;
      case LIMIT -> number == EpcCgroup.UNLIMITED ? "max" : Integer.toString(number);
      case PROTECTION, OPTIONAL_PROTECTION -> (number & Vma.VM_WRITE) != 0 ? "rw" : "r";
      case PAGE_TYPE -> number == PageType.TCS ? "tcs" : "trim";
      case EPC_PAGE -> pages == null ? Integer.toString(number) : pages.toString();
      default -> pages.toString();
    };
  }
}
