package epcheck.validate;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.scenario.Spelling;
import epcheck.sgx.Parts;
import epcheck.sgx.Parts.Part;
import epcheck.sgx.SgxDriver;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A patch that came as a Java file: each class in it that extends a part of the driver stands in
 * the place of that part.
 */
public final class Proposal implements Patch {
  private final Source source;
  private final String title;
  private final List<Overriding> overrides;
  private final ClassesInMemory compiled;
  private final List<Class<?>> classes;

  private Proposal(
      Source source,
      String title,
      List<Overriding> overrides,
      ClassesInMemory compiled,
      List<Class<?>> classes) {
    this.source = source;
    this.compiled = compiled;
    this.title = title;
    this.overrides = List.copyOf(overrides);
    this.classes = classes;
  }

  /**
   * Reads, checks and compiles a file. Nothing of it runs.
   *
   * @throws BadProposal naming file and line
   */
  public static Proposal read(Path file) throws BadProposal {
    return of(Source.read(file), Javac.ofThisJdk());
  }

  static Proposal of(Source source, Javac javac) throws BadProposal {
    record Looked(String title, CallMarks marks) {}
    Looked looked =
        javac.analyze(
            source,
            analyzed -> {
              ModelRules.check(source, analyzed);
              return new Looked(title(source, analyzed), new CallMarks(source, analyzed));
            });
    ClassesInMemory compiled = javac.classes(looked.marks.marked());
    List<Class<?>> classes = parts(source, compiled.load());
    if (looked.marks.overrides().isEmpty()) {
      throw new BadProposal(overridesNothing(source, classes));
    }
    return new Proposal(source, looked.title, looked.marks.overrides(), compiled, classes);
  }

  /** The first sentence of the comment above the class. */
  private static String title(Source source, Javac.Analyzed analyzed) {
    for (Tree tree : analyzed.unit().getTypeDecls()) {
      if (tree instanceof ClassTree) {
        String comment =
            Trees.instance(analyzed.task()).getDocComment(TreePath.getPath(analyzed.unit(), tree));
        if (comment != null) {
          String plain = comment.replaceAll("\\{@\\w+ ([^}]*)\\}", "$1").replaceAll("\\s+", " ");
          return plain.strip().replaceFirst("(?<=[.])\\s.*$", "").replaceFirst("\\.$", "");
        }
      }
    }
    return source.fileName();
  }

  private static List<Class<?>> parts(Source source, List<Class<?>> loaded) throws BadProposal {
    Map<Part, Class<?>> classes = new LinkedHashMap<>();
    for (Part part : Parts.all()) {
      for (Class<?> type : loaded) {
        boolean extended = loaded.stream().anyMatch(t -> t != type && type.isAssignableFrom(t));
        if (!part.type().isAssignableFrom(type)
            || extended
            || Modifier.isAbstract(type.getModifiers())) {
          continue;
        }
        Class<?> other = classes.put(part, type);
        if (other != null) {
          throw new BadProposal(
              "%s: %s and %s both stand for the %s; put what they change into one class"
                  .formatted(
                      source.shownAs(), other.getSimpleName(), type.getSimpleName(), part.name()));
        }
        requireConstructor(source, type);
      }
    }
    return List.copyOf(classes.values());
  }

  private static void requireConstructor(Source source, Class<?> type) throws BadProposal {
    boolean there =
        Stream.of(type.getDeclaredConstructors())
            .anyMatch(c -> List.of(c.getParameterTypes()).equals(List.of(SgxDriver.class)));
    if (!there) {
      throw new BadProposal(
          "%s: %s needs this constructor: %s(SgxDriver sgx) { super(sgx); }%s"
              .formatted(
                  source.shownAs(),
                  type.getSimpleName(),
                  type.getSimpleName(),
                  type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())
                      ? ", and to be a static class"
                      : ""));
    }
  }

  private static String overridesNothing(Source source, List<Class<?>> classes) {
    if (classes.isEmpty()) {
      return source.shownAs()
          + " overrides no kernel function: no class in it extends a part of the driver ("
          + Parts.all().stream()
              .map(part -> part.type().getSimpleName())
              .collect(Collectors.joining(", "))
          + ", or what stands for one in a revision)\n"
          + "'epcheck new-proposal NAME --function sgx_epc_oom' writes one to begin with.";
    }
    Class<?> type = classes.get(0);
    List<String> inherited =
        Stream.<Class<?>>iterate(type.getSuperclass(), t -> t != Object.class, Class::getSuperclass)
            .flatMap(t -> Stream.of(t.getDeclaredMethods()))
            .filter(m -> !Modifier.isPrivate(m.getModifiers()) && !m.isSynthetic())
            .map(Method::getName)
            .distinct()
            .toList();
    String own =
        Stream.of(type.getDeclaredMethods())
            .filter(m -> !m.isSynthetic())
            .map(Method::getName)
            .map(
                name -> {
                  List<String> near = Spelling.near(name, inherited);
                  return "; "
                      + name
                      + "() is no function of "
                      + type.getSuperclass().getSimpleName()
                      + (near.isEmpty() ? "" : ": did you mean " + near.get(0) + "()?");
                })
            .findFirst()
            .orElse("");
    return source.shownAs() + ": " + type.getSimpleName() + " overrides no kernel function" + own;
  }

  @Override
  public String name() {
    return source.proposalName();
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public List<Class<?>> classes() {
    return classes;
  }

  @Override
  public byte[] classFile(String name) {
    return compiled.classFile(name);
  }

  /** That its functions are called is checked by running them. */
  @Override
  public boolean isWrittenFor(Revision base) {
    return true;
  }

  /** The file, as the user named it. */
  public String file() {
    return source.shownAs();
  }

  Source source() {
    return source;
  }

  /** What it overrides, in the order of the file. */
  public List<Overriding> overrides() {
    return overrides;
  }
}
