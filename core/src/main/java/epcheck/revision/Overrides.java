package epcheck.revision;

import epcheck.kernel.KernelFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What a class overrides of the classes that it extends. */
final class Overrides {
  private final List<Method> methods;

  /** Those that call what they override, by name and descriptor. */
  private final Set<String> wrapping;

  private Overrides(List<Method> methods, Set<String> wrapping) {
    this.methods = methods;
    this.wrapping = wrapping;
  }

  static Overrides of(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream file = type.getClassLoader().getResourceAsStream(name)) {
      return of(type, file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Overrides of(Class<?> type, byte[] classFile) {
    List<Method> methods =
        Stream.of(type.getDeclaredMethods())
            .filter(m -> !m.isSynthetic() && !Modifier.isStatic(m.getModifiers()))
            .filter(m -> isIn(type.getSuperclass(), m))
            .toList();
    Set<String> wrapping = new HashSet<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String sign, String[] exceptions) {
                return new SuperCall(name, descriptor, wrapping);
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new Overrides(methods, wrapping);
  }

  private static boolean isIn(Class<?> type, Method method) {
    return Stream.<Class<?>>iterate(type, t -> t != null, Class::getSuperclass)
        .flatMap(t -> Stream.of(t.getDeclaredMethods()))
        .filter(m -> !Modifier.isPrivate(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
        .anyMatch(m -> key(m).equals(key(method)));
  }

  private static String key(Method method) {
    return method.getName() + Type.getMethodDescriptor(method);
  }

  /** Notes whether a method calls the one that it overrides. */
  private static final class SuperCall extends MethodVisitor {
    private final String method;
    private final Set<String> wrapping;

    SuperCall(String name, String descriptor, Set<String> wrapping) {
      super(Opcodes.ASM9);
      method = name + descriptor;
      this.wrapping = wrapping;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      if (opcode == Opcodes.INVOKESPECIAL && method.equals(name + descriptor)) {
        wrapping.add(method);
      }
    }
  }

  /** The kernel functions that cannot have both changes, if these are on top of the others. */
  TreeSet<String> conflictsWith(Overrides others) {
    TreeSet<String> functions = new TreeSet<>();
    for (Method mine : methods) {
      for (Method other : others.methods) {
        if (hides(mine, other) || others.replacesWholeOf(mine, other)) {
          functions.add(function(mine));
        }
      }
    }
    return functions;
  }

  /** Whether one of these keeps the other, or what the other is a part of, from being called. */
  private boolean hides(Method mine, Method other) {
    boolean same = key(mine).equals(key(other)) || isPartOf(other, mine);
    return same && !wrapping.contains(key(mine));
  }

  /** Whether one of these leaves no place for a part. */
  private boolean replacesWholeOf(Method part, Method whole) {
    return isPartOf(part, whole) && !wrapping.contains(key(whole));
  }

  private static boolean isPartOf(Method part, Method whole) {
    return part.getName().startsWith(whole.getName() + "_");
  }

  private static String function(Method method) {
    String name = method.getName();
    return KernelFunction.isOne(name) ? KernelFunction.name(name) : name;
  }
}
