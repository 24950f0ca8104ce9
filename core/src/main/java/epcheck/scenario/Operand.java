package epcheck.scenario;

/** What stands behind the word of a call or of an event, and how it is written. */
enum Operand {
  PAGE("A/0", ""),
  /** One page or several in a row. */
  PAGES("A/0-1", ""),
  ENCLAVE("A", "A is an enclave"),
  /** A whole enclave or some of its pages. */
  RANGE("A", "A is an enclave, or pages of one: A/0-1"),
  CGROUP("cg", "cg is a cgroup"),
  PROCESS("P", "P is a process"),
  /** A process that is forked. */
  CHILD("C", "C is a process that is forked by this one"),
  /** A value of {@code misc.max}. */
  LIMIT("2", ""),
  /** What a mapping lets one do: {@code r} or {@code rw}. */
  PROTECTION("r", ""),
  /** The same, and {@code rw} unless given. */
  OPTIONAL_PROTECTION("", ""),
  /** {@code tcs} or {@code trim}. */
  PAGE_TYPE("trim", ""),
  /** A page of an enclave, or an EPC page by its number. */
  EPC_PAGE("A/0", "A/0 may be the number of an EPC page"),
  VEPC("V", "V is a virtual EPC"),
  VEPC_PAGE("V/0", "V is a virtual EPC");

  private final String example;
  private final String meaning;

  Operand(String example, String meaning) {
    this.example = example;
    this.meaning = meaning;
  }

  /** For example {@code A/0}. */
  String example() {
    return example;
  }

  /** What stands for what in the example; empty if that goes without saying. */
  String meaning() {
    return meaning;
  }

  boolean isVepc() {
    return this == VEPC || this == VEPC_PAGE;
  }

  boolean isOptional() {
    return this == OPTIONAL_PROTECTION;
  }
}
