package epcheck.revision;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The classes of a patch, loaded once more with other classes below them: what a class extends is
 * exchanged in its class file, and so is what its calls of {@code super} name. That is sound since
 * the new class below extends the old one, so it has all that the patch's class was compiled
 * against.
 *
 * <p>All classes of the patch are loaded again, those that stay as they are included: they may see
 * what is private of each other, which only classes of one loader can.
 */
final class RebasedClasses extends ClassLoader {
  private final Patch patch;

  /** By the name of the patch's class. */
  private final Map<String, Class<?>> below;

  /** What is below, by its own name, whatever other class of that name the patch's file has. */
  private final Map<String, Class<?>> given;

  /** Where classes that are not the patch's come from. */
  private final Set<ClassLoader> loaders;

  RebasedClasses(Patch patch, Map<Class<?>, Class<?>> below) {
    super(Patch.class.getClassLoader());
    this.patch = patch;
    this.below = new LinkedHashMap<>();
    below.forEach((type, there) -> this.below.put(type.getName(), there));
    given = below.values().stream().distinct().collect(Collectors.toMap(Class::getName, t -> t));
    loaders =
        Stream.concat(below.values().stream(), Stream.of(Patch.class))
            .map(Class::getClassLoader)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The class of this name above what is below it now. */
  Class<?> of(Class<?> type) {
    try {
      return loadClass(type.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null || given.containsKey(name)) {
        return loaded != null ? loaded : given.get(name);
      }
      byte[] classFile = patch.classFile(name);
      return classFile == null ? loadOther(name) : define(name, rebased(name, classFile));
    }
  }

  private Class<?> loadOther(String name) throws ClassNotFoundException {
    for (ClassLoader loader : loaders) {
      try {
        return loader.loadClass(name);
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    throw new ClassNotFoundException(name);
  }

  private Class<?> define(String name, byte[] classFile) {
    return defineClass(name, classFile, 0, classFile.length);
  }

  /** So that a patch on top finds out what this one changes. */
  @Override
  public InputStream getResourceAsStream(String file) {
    String name = file.replace('/', '.').replaceFirst("\\.class$", "");
    byte[] classFile = patch.classFile(name);
    return classFile == null
        ? super.getResourceAsStream(file)
        : new ByteArrayInputStream(rebased(name, classFile));
  }

  private byte[] rebased(String name, byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile).accept(new Exchanged(writer, below.get(name)), 0);
    return writer.toByteArray();
  }

  /** A class with another one below it, and open for one above it. */
  private static final class Exchanged extends ClassVisitor {
    private final Class<?> below;
    private String before;

    /**
     * @param below null if it stays as it is
     */
    Exchanged(ClassWriter writer, Class<?> below) {
      super(Opcodes.ASM9, writer);
      this.below = below;
    }

    @Override
    public void visit(
        int version, int access, String name, String sign, String superName, String[] interfaces) {
      before = superName;
      String now = below == null ? superName : Type.getInternalName(below);
      super.visit(version, open(access) & ~Opcodes.ACC_FINAL, name, sign, now, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String sign, String[] exceptions) {
      int opened = name.equals("<init>") ? open(access) : access;
      MethodVisitor writer = super.visitMethod(opened, name, descriptor, sign, exceptions);
      return below == null ? writer : new Calls(writer);
    }

    private static int open(int access) {
      return access & ~(Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED) | Opcodes.ACC_PUBLIC;
    }

    /** The calls of one method. */
    private final class Calls extends MethodVisitor {
      Calls(MethodVisitor writer) {
        super(Opcodes.ASM9, writer);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        boolean ofSuper = opcode == Opcodes.INVOKESPECIAL && owner.equals(before);
        String of = ofSuper ? Type.getInternalName(below) : owner;
        super.visitMethodInsn(opcode, of, name, descriptor, ofInterface);
      }
    }
  }
}
