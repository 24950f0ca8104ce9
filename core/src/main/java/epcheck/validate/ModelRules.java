package epcheck.validate;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;

/**
 * What model code may use, held against a proposal before anything of it runs.
 *
 * <p>The explorer calls an entry point again from its start for each step and takes steps back, so
 * code must depend on nothing but what the primitives return, and keep nothing but in kernel
 * variables. A clock or a random number would be told as a model that is not deterministic; a
 * counter in a Java field might not even be that. And since a proposal may come in a mail, it
 * reaches no file, no process, no network.
 */
final class ModelRules extends TreePathScanner<Void, Void> {
  private static final Set<String> PACKAGES =
      Set.of("epcheck.kernel", "epcheck.sgx", "epcheck.revision", "java.util.function");

  private static final Set<String> LANG =
      Set.of(
          "Boolean",
          "Byte",
          "Character",
          "Comparable",
          "Deprecated",
          "Enum",
          "FunctionalInterface",
          "IllegalArgumentException",
          "IllegalStateException",
          "Integer",
          "Iterable",
          "Long",
          "Math",
          "Number",
          "Object",
          "Override",
          "Record",
          "RuntimeException",
          "SafeVarargs",
          "Short",
          "String",
          "StringBuilder",
          "SuppressWarnings",
          "UnsupportedOperationException");

  private static final Set<String> COLLECTIONS =
      Set.of(
          "ArrayDeque",
          "ArrayList",
          "Arrays",
          "BitSet",
          "Collection",
          "Collections",
          "Comparator",
          "Deque",
          "EnumMap",
          "EnumSet",
          "HashMap",
          "HashSet",
          "IdentityHashMap",
          "Iterator",
          "LinkedHashMap",
          "LinkedHashSet",
          "LinkedList",
          "List",
          "ListIterator",
          "Map",
          "NavigableMap",
          "NavigableSet",
          "Objects",
          "Optional",
          "OptionalInt",
          "PriorityQueue",
          "Queue",
          "Set",
          "SortedMap",
          "SortedSet",
          "TreeMap",
          "TreeSet");

  /** What is not right although its class is. */
  private static final Set<String> NOT_THESE =
      Set.of(
          "java.lang.Math.random",
          "java.lang.Object.getClass",
          "java.lang.Object.hashCode",
          "java.lang.Object.notify",
          "java.lang.Object.notifyAll",
          "java.lang.Object.wait",
          "java.lang.Integer.getInteger",
          "java.lang.Long.getLong",
          "java.lang.Boolean.getBoolean",
          "java.util.Collections.shuffle",
          "java.util.Objects.hash",
          "java.util.Objects.hashCode",
          "java.util.Arrays.parallelSort",
          "java.util.Arrays.parallelPrefix",
          "java.util.Arrays.parallelSetAll");

  private static final String SAME =
      ": model code must do the same each time that it is run, and nothing outside the model";

  private final Source source;
  private final CompilationUnitTree unit;
  private final Trees trees;
  private final List<String> breaches = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  private ModelRules(Source source, Javac.Analyzed analyzed) {
    this.source = source;
    unit = analyzed.unit();
    trees = Trees.instance(analyzed.task());
  }

  /**
   * Looks at all of a text.
   *
   * @throws BadProposal naming each line that breaks a rule
   */
  static void check(Source source, Javac.Analyzed analyzed) throws BadProposal {
    ModelRules rules = new ModelRules(source, analyzed);
    rules.scan(rules.unit, null);
    if (!rules.breaches.isEmpty()) {
      throw new BadProposal(String.join("\n", rules.breaches));
    }
  }

  private void breach(Tree at, String what) {
    SourcePositions positions = trees.getSourcePositions();
    long position = positions.getStartPosition(unit, at);
    long line = unit.getLineMap().getLineNumber(position);
    // Names are visited from the outside in, so the same thing may be met twice in a line.
    if (told.add(line + what)) {
      breaches.add(source.complaint(line, unit.getLineMap().getColumnNumber(position), what));
    }
  }

  @Override
  public Void visitPackage(PackageTree tree, Void none) {
    breach(tree, "a proposal is in no package: leave this line out");
    return null;
  }

  /** What is imported does nothing until it is used. */
  @Override
  public Void visitImport(ImportTree tree, Void none) {
    return null;
  }

  @Override
  public Void visitIdentifier(IdentifierTree tree, Void none) {
    used(tree);
    return super.visitIdentifier(tree, none);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree tree, Void none) {
    // The outermost name says most: System.nanoTime rather than System.
    return used(tree) ? super.visitMemberSelect(tree, none) : null;
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree tree, Void none) {
    return used(tree) ? super.visitMemberReference(tree, none) : null;
  }

  @Override
  public Void visitNewClass(NewClassTree tree, Void none) {
    return used(tree) ? super.visitNewClass(tree, none) : null;
  }

  /** Whether it may be used. */
  private boolean used(Tree tree) {
    Element element = trees.getElement(new TreePath(getCurrentPath().getParentPath(), tree));
    if (element == null || element instanceof PackageElement || isLocal(element)) {
      return true;
    }
    TypeElement type = outermost(element);
    if (type == null) {
      return true;
    }
    String owner = type.getQualifiedName().toString();
    String member =
        element instanceof TypeElement || element.getKind() == ElementKind.CONSTRUCTOR
            ? owner
            : owner + "." + element.getSimpleName();
    if (isAllowed(type) && !NOT_THESE.contains(member)) {
      return true;
    }
    breach(tree, "uses " + member + SAME);
    return false;
  }

  private static boolean isLocal(Element element) {
    return switch (element.getKind()) {
      case LOCAL_VARIABLE,
          PARAMETER,
          EXCEPTION_PARAMETER,
          RESOURCE_VARIABLE,
          BINDING_VARIABLE,
          TYPE_PARAMETER ->
          true;
      default -> false;
    };
  }

  /** The top-level class that an element belongs to; null for the length of an array. */
  private static TypeElement outermost(Element element) {
    TypeElement type = null;
    for (Element e = element; e != null; e = e.getEnclosingElement()) {
      if (e instanceof TypeElement found) {
        type = found;
      }
    }
    return type == null || type.getQualifiedName().toString().equals("Array") ? null : type;
  }

  private boolean isAllowed(TypeElement type) {
    String name = type.getSimpleName().toString();
    Element home = type.getEnclosingElement();
    String packageName = home instanceof PackageElement p ? p.getQualifiedName().toString() : "";
    return packageName.isEmpty()
        || PACKAGES.contains(packageName)
        || packageName.equals("java.lang") && LANG.contains(name)
        || packageName.equals("java.util") && COLLECTIONS.contains(name);
  }

  @Override
  public Void visitSynchronized(SynchronizedTree tree, Void none) {
    breach(tree, "synchronized is Java's lock, not the kernel's: take a lock of the model");
    return null;
  }

  /** The explorer unwinds a task that has reached its next step: nobody may catch that. */
  @Override
  public Void visitTry(TryTree tree, Void none) {
    breach(tree, "try: kernel functions return an error code, they throw and catch nothing");
    return null;
  }

  @Override
  public Void visitAssert(AssertTree tree, Void none) {
    breach(tree, "assert is off as a rule: say sgx.kernel.warnOn(condition, \"text\")");
    return null;
  }

  @Override
  public Void visitMethod(MethodTree tree, Void none) {
    Set<Modifier> modifiers = tree.getModifiers().getFlags();
    if (modifiers.contains(Modifier.SYNCHRONIZED) || modifiers.contains(Modifier.NATIVE)) {
      breach(tree, "a method of a model is neither synchronized nor native");
    }
    return super.visitMethod(tree, none);
  }

  @Override
  public Void visitVariable(VariableTree tree, Void none) {
    Element element = trees.getElement(getCurrentPath());
    if (element instanceof VariableElement variable && element.getKind() == ElementKind.FIELD) {
      field(tree, variable);
    }
    return super.visitVariable(tree, none);
  }

  private void field(VariableTree tree, VariableElement variable) {
    Set<Modifier> modifiers = variable.getModifiers();
    boolean isStatic = modifiers.contains(Modifier.STATIC);
    if (isStatic && variable.getConstantValue() == null) {
      breach(
          tree,
          "static state: '"
              + variable.getSimpleName()
              + "' would outlive an execution; only a constant may be static");
    } else if (!modifiers.contains(Modifier.FINAL)
        || variable.asType().getKind() == TypeKind.ARRAY) {
      breach(
          tree,
          "'"
              + variable.getSimpleName()
              + "' is Java's variable, which the explorer cannot take back: make it a kernel"
              + " variable (sgx.kernel.layout(...))");
    }
  }

  @Override
  public Void visitClass(ClassTree tree, Void none) {
    for (Tree member : tree.getMembers()) {
      if (member.getKind() == Tree.Kind.BLOCK && ((BlockTree) member).isStatic()) {
        breach(member, "static { }: nothing may happen before the model is built");
      }
    }
    return super.visitClass(tree, none);
  }
}
