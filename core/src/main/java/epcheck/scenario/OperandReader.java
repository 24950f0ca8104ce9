package epcheck.scenario;

import epcheck.scenario.Call.Pages;
import epcheck.scenario.YamlNode.Text;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.PageType;
import epcheck.sgx.Vma;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands behind the word of a call. Null is what was not understood. */
final class OperandReader {
  private static final String INDEX = "(0|[1-9]\\d{0,3})";
  private static final Pattern PAGES =
      Pattern.compile("([^/\\s]+)/" + INDEX + "(?:-" + INDEX + ")?");
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");
  private static final int READ_WRITE = Vma.VM_READ | Vma.VM_WRITE;
  private static final Map<String, Integer> PROTECTIONS =
      Map.of("r", Vma.VM_READ, "rw", READ_WRITE);
  private static final Map<String, Integer> TYPES =
      Map.of("tcs", PageType.TCS, "trim", PageType.TRIM);

  private final Sections sections;

  OperandReader(Sections sections) {
    this.sections = sections;
  }

  /** {@code A/0}. */
  Pages page(Text at, String text) {
    Matcher matcher = PAGES.matcher(text);
    if (!matcher.matches() || matcher.group(3) != null) {
      sections.mistakes.add(
          at,
          "no page of an enclave: " + new Text(1, 1, text).described(),
          "write enclave/index: page 0 of enclave A is A/0");
      return null;
    }
    return Pages.one(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** {@code A/0} or {@code A/0-1}. */
  private Pages pages(Text at, String text) {
    Matcher matcher = PAGES.matcher(text);
    if (!matcher.matches() || matcher.group(3) == null) {
      return page(at, text);
    }
    int first = Integer.parseInt(matcher.group(2));
    int last = Integer.parseInt(matcher.group(3));
    if (last < first) {
      sections.mistakes.add(
          at,
          "no pages of an enclave: " + new Text(1, 1, text).described(),
          "write the first one first: %s/%d-%d".formatted(matcher.group(1), last, first));
      return null;
    }
    return new Pages(matcher.group(1), first, last);
  }

  /** The enclave, virtual EPC or pages that an operand names. */
  Pages pages(Operand operand, Text at, String text) {
    return switch (operand) {
      case PAGE, VEPC_PAGE, EPC_PAGE -> page(at, text);
      case PAGES -> pages(at, text);
      case RANGE -> text.contains("/") ? pages(at, text) : Pages.all(text);
      default -> Pages.all(text);
    };
  }

  /** The number that an operand stands for. */
  Integer number(Operand operand, Text at, String of, String text) {
    Integer number =
        switch (operand) {
          case LIMIT -> text.equals("max") ? Integer.valueOf(EpcCgroup.UNLIMITED) : number(text);
          case EPC_PAGE -> number(text);
          case PROTECTION, OPTIONAL_PROTECTION -> PROTECTIONS.get(text);
          case PAGE_TYPE -> TYPES.get(text);
          default -> null;
        };
    if (number == null) {
      String right =
          switch (operand) {
            case LIMIT -> "write a number of EPC pages, or max";
            case PAGE_TYPE -> "write tcs or trim";
            default -> "write r or rw";
          };
      sections.mistakes.add(at, of + "what is " + new Text(1, 1, text).described() + "?", right);
    }
    return number;
  }

  /** Of an operand that is left out. */
  static int otherwise() {
    return READ_WRITE;
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static Integer number(String text) {
    return isNumber(text) ? Integer.valueOf(text) : null;
  }
}
