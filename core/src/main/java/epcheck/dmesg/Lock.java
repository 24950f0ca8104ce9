package epcheck.dmesg;

import java.util.ArrayList;
import java.util.List;

/**
 * A lock as lockdep prints it: {@code 00000000abcdef12 (&x->lock#2/1){+.+.}-{4:4}, at: function}.
 *
 * @param name of its class, for example {@code &encl->lock}; it may have parentheses
 * @param version tells classes of the same name apart; 1 of the first, which has no {@code #}
 * @param subclass of the nesting, mostly 0
 * @param usage whether it was taken in interrupts and with interrupts enabled, as {@code +.+.}, or
 *     ""
 * @param waitTypes outer and inner, as {@code 4:4}, or "" of a kernel before 5.7
 * @param address of the lock, often hashed, or ""
 * @param at where it was taken, the function last that is not inlined
 */
public record Lock(
    String name,
    int version,
    int subclass,
    String usage,
    String waitTypes,
    String address,
    List<Frame> at) {
  /** One that was not readable. */
  public static final Lock UNKNOWN = new Lock("", 1, 0, "", "", "", List.of());

  private static final String USAGE = "){";

  public Lock {
    at = List.copyOf(at);
  }

  /** Whether anything of it is known. */
  public boolean known() {
    return !name.isEmpty();
  }

  /** The function in which it was taken. */
  public Frame site() {
    return at.isEmpty() ? Frame.UNKNOWN : at.get(at.size() - 1);
  }

  /** Whether lockdep takes them for the same: they have name, version and subclass in common. */
  public boolean sameClass(Lock other) {
    return name.equals(other.name) && version == other.version && subclass == other.subclass;
  }

  /** Reads what stands in a line, or gives {@link #UNKNOWN}. */
  static Lock of(String line) {
    // Names have parentheses and casts in them, so that it is the last that ends the name.
    int usage = line.lastIndexOf(USAGE);
    int open = line.indexOf('(');
    if (usage < 0 || open < 0 || open >= usage) {
      return UNKNOWN;
    }
    Cursor rest = new Cursor(line.substring(usage + USAGE.length()));
    if (!rest.sees("}")) {
      return UNKNOWN;
    }
    String chars = rest.upTo("}");
    if (!isUsage(chars)) {
      return UNKNOWN;
    }
    String waitTypes = rest.take("-{") ? rest.upTo("}") : "";
    List<Frame> at = new ArrayList<>();
    if (rest.seek("at:")) {
      String site = rest.rest();
      Frame frame = Frame.of(site);
      frame = frame.known() ? frame : Frame.ofName(site);
      if (frame.known()) {
        at.add(frame);
      }
    }
    Cursor before = new Cursor(line.substring(0, open));
    String address = "";
    for (String word = before.word(); !word.isEmpty(); word = before.word()) {
      address = word.startsWith("#") || word.equals("->") ? "" : word;
    }
    Lock named = ofName(line.substring(open + 1, usage));
    return new Lock(named.name, named.version, named.subclass, chars, waitTypes, address, at);
  }

  /** Of {@code &x->lock#2/1}, as scenarios name locks. */
  static Lock ofName(String text) {
    String name = text.strip();
    int slash = name.lastIndexOf('/');
    int subclass = slash > 0 ? suffix(name, slash) : -1;
    if (subclass >= 0) {
      name = name.substring(0, slash);
    }
    int hash = name.lastIndexOf('#');
    int version = hash > 0 ? suffix(name, hash) : -1;
    if (version >= 0) {
      name = name.substring(0, hash);
    }
    return new Lock(name, version < 0 ? 1 : version, Math.max(0, subclass), "", "", "", List.of());
  }

  private static int suffix(String name, int at) {
    long number = Cursor.number(name.substring(at + 1));
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /** The same, taken also in the function into which the one so far was inlined. */
  Lock alsoAt(Lock again) {
    List<Frame> all = new ArrayList<>(at);
    all.addAll(again.at);
    return new Lock(name, version, subclass, usage, waitTypes, address, all);
  }

  /** Whether a symbolised log says the same again, since a function was inlined. */
  boolean isRepeatedBy(Lock again) {
    return sameClass(again)
        && address.equals(again.address)
        && !at.isEmpty()
        && at.get(at.size() - 1).inlined();
  }

  private static boolean isUsage(String chars) {
    for (int i = 0; i < chars.length(); i++) {
      if (".+-?".indexOf(chars.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The class, as lockdep names it. */
  @Override
  public String toString() {
    return name + (version > 1 ? "#" + version : "") + (subclass > 0 ? "/" + subclass : "");
  }
}
