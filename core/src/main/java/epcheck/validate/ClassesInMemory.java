package epcheck.validate;

import epcheck.revision.Patch;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** Where the compiler puts classes, so that no file is left behind, and where they come from. */
final class ClassesInMemory extends ForwardingJavaFileManager<JavaFileManager> {
  private final Map<String, ByteArrayOutputStream> classes = new TreeMap<>();

  ClassesInMemory(JavaFileManager platform) {
    super(platform);
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    classes.put(className, bytes);
    URI uri = URI.create("proposal:/" + className.replace('.', '/') + kind.extension);
    return new SimpleJavaFileObject(uri, kind) {
      @Override
      public OutputStream openOutputStream() {
        return bytes;
      }
    };
  }

  /** The class file of a class; null if there is none of that name. */
  byte[] classFile(String name) {
    ByteArrayOutputStream bytes = classes.get(name);
    return bytes == null ? null : bytes.toByteArray();
  }

  /** All classes that were compiled, loaded on top of epcheck's own. */
  List<Class<?>> load() {
    ClassLoader loader = new Loader();
    return classes.keySet().stream().<Class<?>>map(name -> load(loader, name)).toList();
  }

  private static Class<?> load(ClassLoader loader, String name) {
    try {
      return loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Loader extends ClassLoader {
    Loader() {
      super(Patch.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] classFile = classFile(name);
      if (classFile == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, classFile, 0, classFile.length);
    }
  }
}
