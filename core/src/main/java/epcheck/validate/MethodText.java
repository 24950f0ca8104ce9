package epcheck.validate;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * A method as it is written.
 *
 * @param home the class in which it stands
 * @param parameters the types, as written
 * @param parameterNames the names alone
 * @param comment the Javadoc above it, or an empty string
 * @param head from the modifiers to the parameters, without annotations
 * @param body from brace to brace
 * @param calls the methods that it calls without naming an object
 * @param callsSuper those that it calls of its superclass
 */
record MethodText(
    Class<?> home,
    String name,
    String parameters,
    List<String> parameterNames,
    boolean isPrivate,
    boolean isVoid,
    String comment,
    String head,
    String body,
    Set<String> calls,
    Set<String> callsSuper) {

  /** The methods of a class, in the order of its text. */
  static List<MethodText> of(Class<?> type, Javac javac) throws BadProposal {
    Source source = DriverSource.of(type);
    return javac.parse(
        source,
        analyzed -> {
          List<MethodText> methods = new ArrayList<>();
          for (Tree tree : analyzed.unit().getTypeDecls()) {
            if (tree instanceof ClassTree home
                && home.getSimpleName().contentEquals(type.getSimpleName())) {
              for (Tree member : home.getMembers()) {
                if (member instanceof MethodTree method
                    && method.getReturnType() != null
                    && method.getBody() != null) {
                  methods.add(of(type, method, source.text(), analyzed));
                }
              }
            }
          }
          return methods;
        });
  }

  private static MethodText of(
      Class<?> home, MethodTree method, String text, Javac.Analyzed analyzed) {
    SourcePositions positions = Trees.instance(analyzed.task()).getSourcePositions();
    int start = (int) positions.getStartPosition(analyzed.unit(), method);
    int body = (int) positions.getStartPosition(analyzed.unit(), method.getBody());
    int end = (int) positions.getEndPosition(analyzed.unit(), method.getBody());
    String head = text.substring(start, body).replaceAll("@\\w+(\\([^)]*\\))?\\s*", "").strip();
    Called called = new Called();
    method.getBody().accept(called, null);
    return new MethodText(
        home,
        method.getName().toString(),
        method.getParameters().stream()
            .map(p -> p.getType().toString())
            .collect(Collectors.joining(", ")),
        method.getParameters().stream().map(p -> p.getName().toString()).toList(),
        method.getModifiers().getFlags().contains(Modifier.PRIVATE),
        method.getReturnType().toString().equals("void"),
        commentBefore(text, start),
        head,
        text.substring(body, end),
        called.own,
        called.ofSuper);
  }

  private static String commentBefore(String text, int start) {
    String before = text.substring(0, start).stripTrailing();
    return before.endsWith("*/") ? before.substring(before.lastIndexOf("/**")) : "";
  }

  /** The same name with parameters of the same types: the one overrides the other. */
  boolean isAlso(MethodText other) {
    return name.equals(other.name) && parameters.equals(other.parameters);
  }

  /** A class on top can have another one in its place, unless it is private. */
  boolean isVirtual() {
    return !head.matches("(?s).*\\b(static|final)\\b.*");
  }

  /** As an override, or as a private method of the same class if it is private here. */
  String copy() {
    return comment(comment) + (isPrivate ? "" : "@Override\n  ") + head + " " + body;
  }

  /** As a private method of another name: what {@code super} of a copy would have called. */
  String copyAs(String newName) {
    String newHead =
        head.replaceFirst("^(public|protected|private) ", "")
            .replaceFirst("\\b" + name + "\\(", newName + "(");
    return comment(comment) + "private " + newHead + " " + body;
  }

  /** An override that changes nothing, with the text beside it. */
  String quoted() {
    String quote = body.lines().map(line -> "    // " + line).collect(Collectors.joining("\n"));
    String call =
        (isVoid ? "" : "return ")
            + "super."
            + name
            + "("
            + String.join(", ", parameterNames)
            + ");";
    return comment(comment)
        + "@Override\n  "
        + head
        + " {\n    // Its text uses what other packages cannot, so it is only quoted:\n    //\n"
        + quote
        + "\n    "
        + call
        + "\n  }";
  }

  private static String comment(String comment) {
    return comment.isEmpty() ? "" : comment + "\n  ";
  }

  MethodText withBody(String newBody) {
    return new MethodText(
        home,
        name,
        parameters,
        parameterNames,
        isPrivate,
        isVoid,
        comment,
        head,
        newBody,
        calls,
        callsSuper);
  }

  private static final class Called extends TreeScanner<Void, Void> {
    private final Set<String> own = new TreeSet<>();
    private final Set<String> ofSuper = new TreeSet<>();

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void none) {
      if (tree.getMethodSelect() instanceof IdentifierTree name) {
        own.add(name.getName().toString());
      } else if (tree.getMethodSelect() instanceof MemberSelectTree member
          && member.getExpression() instanceof IdentifierTree of
          && of.getName().contentEquals("super")) {
        ofSuper.add(member.getIdentifier().toString());
      }
      return super.visitMethodInvocation(tree, none);
    }
  }
}
