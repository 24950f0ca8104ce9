package epcheck.validate;

import epcheck.revision.ModelledFunctions;
import epcheck.revision.Revision;
import epcheck.scenario.Spelling;
import epcheck.sgx.Parts;
import epcheck.sgx.Parts.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A proposal to begin with: it compiles, and says what the revision says already.
 *
 * @param text the file
 * @param functions what is in it
 * @param quoted those of them whose text is a comment
 */
public record Skeleton(
    String className, String revision, String text, List<String> functions, List<String> quoted) {

  private static final String IMPORTS =
      """
      import epcheck.kernel.*;
      import epcheck.revision.*;
      import epcheck.sgx.*;
      import java.util.*;
      """;

  /**
   * Writes one.
   *
   * @param name the class's name
   * @param functions names in C; if there are none, a comment tells how to go on
   * @throws BadProposal if there is no such function, or none that a proposal can change
   */
  public static Skeleton of(String name, Revision base, List<String> functions) throws BadProposal {
    String className = name.endsWith(".java") ? name.substring(0, name.length() - 5) : name;
    if (!Source.isClassName(className) || !Character.isUpperCase(className.charAt(0))) {
      throw new BadProposal(
          "'" + name + "' is no name of a class; write it like MyChange, without blanks or signs");
    }
    Javac javac = Javac.ofThisJdk();
    List<Quoted> parts = new ArrayList<>();
    for (Part part : Parts.all()) {
      if (base.parts().in(part) != null && !functions.isEmpty()) {
        parts.add(
            new Quoted(part, new Quotation(base.parts().in(part), javac), new LinkedHashMap<>()));
      }
    }
    for (String function : functions) {
      find(function.replaceFirst("\\(\\)$", ""), base, parts);
    }
    parts.removeIf(part -> part.methods.isEmpty());
    List<String> quoted = new ArrayList<>();
    String text =
        parts.isEmpty() ? empty(className, base) : filled(className, base, parts, quoted, javac);
    return new Skeleton(className, base.name(), text, List.copyOf(functions), quoted);
  }

  /**
   * What is taken of one part.
   *
   * @param methods by function
   */
  private record Quoted(Part part, Quotation quotation, Map<String, List<MethodText>> methods) {}

  private static void find(String function, Revision base, List<Quoted> parts) throws BadProposal {
    for (Quoted part : parts) {
      List<MethodText> methods = part.quotation.of(function);
      if (!methods.isEmpty()) {
        part.methods.put(function, methods);
        return;
      }
    }
    throw new BadProposal(missing(function, base));
  }

  private static String missing(String function, Revision base) {
    String why = ModelledFunctions.missingOnPurpose().get(function);
    if (why != null) {
      return function + "() is not modelled: " + why;
    }
    List<ModelledFunctions.Function> all = ModelledFunctions.all();
    for (ModelledFunctions.Function known : all) {
      if (known.name().equals(function)) {
        return "%s() (%s) is nothing that a proposal can change in %s: that revision does not have it,"
                .formatted(function, known.method(), base.name())
            + " or it is not the driver's";
      }
    }
    List<String> near =
        Spelling.near(function, all.stream().map(ModelledFunctions.Function::name).toList());
    return "no function '"
        + function
        + "'"
        + (near.isEmpty()
            ? "; see 'epcheck list functions'"
            : "; did you mean " + String.join(" or ", near) + "?");
  }

  private static String filled(
      String className, Revision base, List<Quoted> chosen, List<String> quoted, Javac javac)
      throws BadProposal {
    TreeSet<String> imports = new TreeSet<>();
    List<String> classes = new ArrayList<>();
    for (Quoted part : chosen) {
      imports.addAll(part.quotation.nestedImports());
    }
    String begin = IMPORTS + String.join("\n", imports) + (imports.isEmpty() ? "\n" : "\n\n");
    boolean alone = chosen.size() == 1;
    for (Quoted part : chosen) {
      Class<?> type = part.quotation.type();
      String name = alone ? className : "Changed" + part.part.type().getSimpleName();
      classes.add(classText(name, type, members(part, begin, quoted, javac)));
    }
    StringBuilder text = new StringBuilder(begin).append(head(className, base)).append("public ");
    if (alone) {
      return text.append(classes.get(0)).toString();
    }
    return text.append("class ")
        .append(className)
        .append(" {\n")
        .append(
            classes.stream()
                .map(inner -> ("static " + inner).indent(2))
                .collect(Collectors.joining("\n")))
        .append("}\n")
        .toString();
  }

  /** The text of what compiles outside of its package, and of the rest a comment. */
  private static List<String> members(Quoted part, String begin, List<String> quoted, Javac javac)
      throws BadProposal {
    List<MethodText> all = part.methods.values().stream().flatMap(List::stream).distinct().toList();
    List<String> copies = part.quotation.copies(all);
    if (compiles(part, begin, copies, javac)) {
      return copies;
    }
    Set<String> members = new LinkedHashSet<>();
    for (Map.Entry<String, List<MethodText>> function : part.methods.entrySet()) {
      List<String> some = part.quotation.copies(function.getValue());
      if (!compiles(part, begin, some, javac)) {
        some = Quotation.quotes(function.getValue());
        quoted.add(function.getKey());
        compile(part, begin, some, javac);
      }
      members.addAll(some);
    }
    return List.copyOf(members);
  }

  private static boolean compiles(Quoted part, String begin, List<String> members, Javac javac) {
    try {
      compile(part, begin, members, javac);
      return true;
    } catch (BadProposal e) {
      return false;
    }
  }

  private static void compile(Quoted part, String begin, List<String> members, Javac javac)
      throws BadProposal {
    String text = begin + "public " + classText("Trial", part.quotation.type(), members);
    Source source = new Source("the skeleton", "Trial", text);
    javac.analyze(
        source,
        analyzed -> {
          ModelRules.check(source, analyzed);
          return source;
        });
  }

  private static String head(String className, Revision base) {
    return """
        /**
         * Say here in a sentence what the change does.
         *
         * <p>What follows is the text of %s. Change it, and see what comes of it:
         * epcheck validate %s.java --against %s
         */
        """
        .formatted(base.name(), className, base.name());
  }

  private static String classText(String name, Class<?> base, List<String> members) {
    return "class "
        + name
        + " extends "
        + base.getSimpleName()
        + " {\n  "
        + name
        + "(SgxDriver sgx) {\n    super(sgx);\n  }\n"
        + members.stream().map(m -> "\n  " + m + "\n").collect(Collectors.joining())
        + "}\n";
  }

  private static String empty(String className, Revision base) {
    Class<?> type =
        Parts.all().stream()
            .filter(part -> part.name().equals(base.hasOomKiller() ? "oom killer" : "reclaimer"))
            .map(base.parts()::in)
            .findFirst()
            .orElseThrow();
    return IMPORTS
        + "\n"
        + """
        /**
         * Say here in a sentence what the change does.
         *
         * <p>It overrides nothing yet. 'epcheck list functions' tells which class has a function, for
         * example OomKiller.sgxOomGetVictim for sgx_oom_get_victim(). Extend what %s has in its place, and
         * write the function again as it shall be, with @Override above it. Or let epcheck copy the
         * text:
         *
         *   epcheck new-proposal NAME --function sgx_oom_get_victim --against %s
         */
        """
            .formatted(base.name(), base.name())
        + "public "
        + classText(className, type, List.of());
  }

  /** The name of the file that the compiler asks for. */
  public String fileName() {
    return className + ".java";
  }

  /** What to tell whoever asked for it. */
  public List<String> whatIsInIt(Path file) {
    List<String> lines = new ArrayList<>();
    lines.add(
        file
            + ": "
            + (functions.isEmpty()
                ? "empty; a comment in it tells how to go on"
                : "the text of " + String.join(", ", functions) + " in " + revision));
    if (!quoted.isEmpty()) {
      lines.add("Only quoted, since other packages cannot say it: " + String.join(", ", quoted));
    }
    if (!functions.isEmpty()) {
      lines.add("Edit it, then: epcheck validate " + file + " --against " + revision);
    }
    return lines;
  }
}
