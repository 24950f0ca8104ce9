package epcheck.validate;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import epcheck.kernel.KernelFunction;
import epcheck.sgx.Parts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Marks each override of a proposal with an event, so that the search tells whether any execution
 * comes past it: a change that nothing calls is not a change that was checked. Nothing moves to
 * another line.
 */
final class CallMarks extends TreePathScanner<Void, Void> {
  private final Source source;
  private final Javac.Analyzed analyzed;
  private final Trees trees;
  private final Elements elements;
  private final List<Overriding> overrides = new ArrayList<>();

  /** What to insert, by position. */
  private final Map<Long, String> marks = new TreeMap<>(Comparator.reverseOrder());

  CallMarks(Source source, Javac.Analyzed analyzed) {
    this.source = source;
    this.analyzed = analyzed;
    trees = Trees.instance(analyzed.task());
    elements = analyzed.task().getElements();
    scan(analyzed.unit(), null);
  }

  List<Overriding> overrides() {
    return overrides;
  }

  /** The proposal with its marks. */
  Source marked() {
    StringBuilder text = new StringBuilder(source.text());
    marks.forEach((at, mark) -> text.insert(at.intValue(), mark));
    return source.withText(text.toString());
  }

  @Override
  public Void visitMethod(MethodTree tree, Void none) {
    ClassTree home = (ClassTree) getCurrentPath().getParentPath().getLeaf();
    Element element = trees.getElement(getCurrentPath());
    if (element instanceof ExecutableElement method
        && tree.getBody() != null
        && method.getEnclosingElement() instanceof TypeElement type
        && !home.getSimpleName().contentEquals("")
        && isPart(type)
        && overridesSomething(method, type)) {
      mark(tree);
    }
    return super.visitMethod(tree, none);
  }

  private void mark(MethodTree tree) {
    SourcePositions positions = trees.getSourcePositions();
    String method = tree.getName().toString();
    String function = KernelFunction.isOne(method) ? KernelFunction.name(method) : method;
    long body = positions.getStartPosition(analyzed.unit(), tree.getBody());
    // That of the signature, rather than of the annotation above it.
    long line = analyzed.unit().getLineMap().getLineNumber(signature(tree, positions));
    Overriding override = new Overriding(function, method, line);
    String field = "_called" + overrides.size();
    overrides.add(override);
    marks.put(
        positions.getStartPosition(analyzed.unit(), tree),
        "private final epcheck.kernel.Event "
            + field
            + " = sgx.kernel.event(\""
            + override.event(source.proposalName())
            + "\"); ");
    // Null while the constructor of the class below runs.
    marks.put(body + 1, " if (" + field + " != null) { " + field + ".happened(); }");
  }

  private long signature(MethodTree tree, SourcePositions positions) {
    return tree.getReturnType() == null
        ? positions.getStartPosition(analyzed.unit(), tree)
        : positions.getStartPosition(analyzed.unit(), tree.getReturnType());
  }

  private static boolean isPart(TypeElement type) {
    List<String> names = Parts.all().stream().map(part -> part.type().getName()).toList();
    return superclasses(type).stream()
        .anyMatch(base -> names.contains(base.getQualifiedName().toString()));
  }

  private boolean overridesSomething(ExecutableElement method, TypeElement type) {
    return superclasses(type).stream()
        .flatMap(base -> ElementFilter.methodsIn(base.getEnclosedElements()).stream())
        .anyMatch(below -> elements.overrides(method, below, type));
  }

  private static List<TypeElement> superclasses(TypeElement type) {
    List<TypeElement> all = new ArrayList<>();
    TypeMirror base = type.getSuperclass();
    while (base.getKind() == TypeKind.DECLARED) {
      TypeElement element = (TypeElement) ((DeclaredType) base).asElement();
      all.add(element);
      base = element.getSuperclass();
    }
    return all;
  }
}
