package epcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.InPieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What tests the tests: faults in the explorer itself, each of which the fuzz of {@link
 * DifferentialTest} must notice on the very programs that it runs. A fault is an edit of one source
 * file. The edited file is compiled in memory and loaded, together with the fuzz, by a class loader
 * of its own, so that nothing in the explorer knows of it.
 *
 * <p>Two of the faults prune transitions that lead nowhere new in any program without a cycle; the
 * exact numbers of {@link ClassicsTest} notice them.
 */
class SeededFaultsTest {
  private static final int PROGRAMS = 100;

  /**
   * Where to look for a fault that only prunes transitions: no state and no finding is lost for it.
   */
  private static final long BY_COUNTS = -1;

  /** Where to look for a fault in what a checkpoint brings back. */
  private static final long BY_PIECES = -2;

  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", ""), "src/main/java/epcheck/explore");

  /**
   * An edit.
   *
   * @param name what is wrong with the explorer now
   * @param original a piece of the file that occurs in it once, up to white space
   * @param seed the first program to try: close to one that notices, for the sake of time
   */
  record Fault(String name, String file, String original, String replacement, long seed) {
    Fault(String name, String file, String original, String replacement) {
      this(name, file, original, replacement, 0);
    }

    @Override
    public String toString() {
      return name;
    }

    String applyTo(String source) {
      String pattern =
          Arrays.stream(original.split(" "))
              .map(Pattern::quote)
              .collect(Collectors.joining("\\s+"));
      Matcher matcher = Pattern.compile(pattern).matcher(source);
      assertThat(matcher.results().count())
          .as("%s must contain this once: %s", file, original)
          .isEqualTo(1);
      return matcher.replaceFirst(Matcher.quoteReplacement(replacement));
    }
  }

  static final List<Fault> FAULTS =
      List.of(
          // Sleep sets and state matching.
          new Fault(
              "a sleep set is not filtered by dependence",
              "SleepSets.java",
              "if (independent(start[at], end[at])) {",
              "if (at >= 0) {"),
          new Fault(
              "tasks asleep at an earlier visit are never woken",
              "Search.java",
              "(before & ~asleep) != 0",
              "before == -2",
              BY_COUNTS),
          new Fault(
              "the tasks asleep at a visit are not stored",
              "FingerprintSet.java",
              "asleep[i] = (short) sleep;",
              "asleep[i] = 0;",
              BY_COUNTS),
          new Fault(
              "the footprints of sleeping tasks are not handed down",
              "SleepSets.java",
              "System.arraycopy(end, from, end,",
              "System.arraycopy(start, from, end,"),
          new Fault(
              "a footprint misses what was only read",
              "Memory.java",
              "int read(int slot) { touch(slot, 0);",
              "int read(int slot) {"),
          new Fault(
              "a footprint misses a write that follows a read",
              "Memory.java",
              "stamp[slot] = s | write;",
              ""),
          new Fault(
              "a footprint misses the lock that is taken",
              "Memory.java",
              "return s >> 1 == step && ((s | entry) & 1) != 0;",
              "return s >> 1 == step && ((s | entry) & 1) != 0 && (value[entry >> 1] & 2) == 0;"),
          new Fault(
              "two steps conflict only if both write",
              "Memory.java",
              "((s | entry) & 1) != 0",
              "(s & entry & 1) != 0"),
          new Fault(
              "the fingerprint ignores what a task remembers",
              "Task.java",
              "long memory = top == base ? SEED : chain[top - 1];",
              "long memory = SEED;"),
          new Fault(
              "the fingerprint ignores which entry point a task is in",
              "Task.java",
              "^ (long) call << 40",
              ""),
          new Fault(
              "the fingerprint ignores one variable in eight",
              "Memory.java",
              "hash ^= hashOf(slot, value[slot]) ^ hashOf(slot, newValue);",
              "hash ^= slot % 8 == 1 ? 0 : hashOf(slot, value[slot]) ^ hashOf(slot, newValue);"),
          // Going back.
          new Fault(
              "the value log is not cut on the way back",
              "StepStack.java",
              "t.top = ints[i + 2];",
              ""),
          new Fault(
              "undo misses the first write of a step",
              "Memory.java",
              "while (undoTop > mark) {",
              "while (undoTop > mark + 1) {"),
          new Fault(
              "what a task waits for is not restored",
              "StepStack.java",
              "t.condition = condition[depth];",
              ""),
          // The end of an execution.
          new Fault(
              "blocked tasks are forgotten at the end",
              "Findings.java",
              "enabled == 0 && machine.unfinished() != 0",
              "enabled == 0 && machine.unfinished() < 0"),
          new Fault(
              "a kworker that is blocked half-way counts as idle",
              "Machine.java",
              "t.daemon && t.top == t.base && !t.condition.holds(t);",
              "t.daemon;",
              15),
          // The coarse granularity.
          new Fault(
              "a guard is believed without a check",
              "Machine.java",
              "if (!granted && !guard.held(write)) {",
              "if (!granted && guard == null) {"),
          new Fault(
              "the release of a lock that is tried stays invisible",
              "Machine.java",
              "if (mode == Mode.RUN && !slots.isPromoted(slot)) {",
              "if (mode == Mode.UNWIND) {"),
          new Fault(
              "kfree leaves the members of the struct unseen",
              "ExploredKernel.java",
              "machine.freesMembers(life);",
              "",
              105),
          new Fault(
              "a bug hides what its step did before",
              "Machine.java",
              "if (bug != null && lastInside >= 0",
              "if (bug != null && lastInside >= 1 << 30",
              35),
          // Retry loops.
          new Fault(
              "a retry loop is never woken",
              "Task.java",
              "if (Op.of(sig).wakesLoops() && (isStale(i)",
              "if (sig < 0 && (isStale(i)"),
          new Fault(
              "a retry loop runs on without a change",
              "Task.java",
              "boolean seesChange(Memory memory) {",
              "boolean seesChange(Memory memory) { if (memory != null) { return true; }"),
          new Fault(
              "a loop forgets what it has found",
              "Task.java",
              "chain[top - 1] = Hash.chain(chain[top - 1], finds);",
              "",
              69),
          new Fault(
              "a loop that saw an old value does not look again",
              "Task.java",
              "(isStale(i) || isLast(i) && isDifferent(memory, i))",
              "(isLast(i) && isDifferent(memory, i))",
              90),
          // Cycles.
          new Fault("a cycle need not be fair", "Lasso.java", "&& (always & ~going) == 0", ""),
          new Fault(
              "a task that waits for a while is left out unfairly",
              "Lasso.java",
              "always &= enabled[i];",
              "always |= enabled[i];"),
          new Fault(
              "no cycle is met",
              "Search.java",
              "if (lasso.closes(depth, fingerprint)) {",
              "if (depth < 0) {"),
          new Fault(
              "sleep sets stay although there is a cycle",
              "Search.java",
              "if (sleepSets) { throw new Cycle(); }",
              "",
              780),
          // Primitives.
          new Fault(
              "readers pass a queued writer",
              "ExploredRwSemaphore.java",
              "&& (machine.memory.peek(queued) == 0 || machine.memory.peek(readers) == 0)",
              "",
              120),
          new Fault(
              "synchronize_srcu ignores present readers",
              "ExploredSrcu.java",
              "machine.memory.write(awaited + machine.currentId(), readers());",
              "machine.memory.write(awaited + machine.currentId(), 0);"),
          new Fault(
              "a reader that leaves is still waited for",
              "ExploredSrcu.java",
              "leave(awaited + t, me);",
              "",
              40),
          new Fault(
              "kref_put never says that the count is zero",
              "ExploredKref.java",
              "return machine.record(put, count == 1 ? 1 : 0, count - 1) != 0;",
              "return machine.record(put, 0, count - 1) != 0;"),
          new Fault(
              "a writer that downgrades lets go",
              "ExploredRwSemaphore.java",
              "machine.memory.write(readers, machine.load(readers) | me());"
                  + " machine.record(downgradeWrite, 0, 0);",
              "machine.record(downgradeWrite, 0, 0);",
              32),
          new Fault(
              "cancel_work_sync does not wait for the function",
              "ExploredWork.java",
              "return (machine.memory.peek(state) & RUNNING) == 0;",
              "return true;",
              15),
          new Fault(
              "a work item can be queued while it is cancelled",
              "ExploredWork.java",
              "(before & (PENDING | CANCELLING)) == 0",
              "(before & PENDING) == 0",
              15),
          new Fault(
              "cancel_work_sync leaves the item queued",
              "ExploredWork.java",
              "before & ~PENDING | CANCELLING",
              "before | CANCELLING",
              15),
          new Fault(
              "a work item stays pending while it runs",
              "ExploredWork.java",
              "machine.memory.write(state, cancellable ? RUNNING : 0);",
              ""),
          // Critical sections.
          new Fault(
              "a section is as long as the last one rather than the longest",
              "CriticalSections.java",
              "if (steps > known.steps) {",
              "if (steps != known.steps) {"),
          new Fault(
              "a section begins with the innermost one that it has had inside",
              "CriticalSections.java",
              "inner += op.endsSection() ? 1 : 0;",
              ""),
          new Fault(
              "a trylock that fails begins a section",
              "Op.java",
              "case SPIN_TRYLOCK, MUTEX_TRYLOCK, DOWN_WRITE, DOWN_WRITE_NESTED -> observed != 0;",
              "case SPIN_TRYLOCK, MUTEX_TRYLOCK, DOWN_WRITE, DOWN_WRITE_NESTED -> true;"),
          new Fault(
              "a writer that downgrades begins no section",
              "Op.java",
              "DOWNGRADE_WRITE, SRCU_READ_LOCK ->",
              "SRCU_READ_LOCK ->"),
          new Fault(
              "a step that is taken back still counts",
              "Task.java",
              "now = lastStep() + 1;",
              "now++;"),
          new Fault(
              "a lock that is held in a loop is not told",
              "CriticalSections.java",
              "section.loops = true;",
              ""),

          // Checkpoints.
          new Fault(
              "what was found at the end of a schedule is not found again",
              "Search.java",
              "findings.ofState(machine.enabled());",
              "",
              BY_PIECES),
          new Fault(
              "what a step warned of is not found again",
              "Search.java",
              "takeAgain(task); depth++; } findings.ofStep();",
              "takeAgain(task); depth++; }",
              BY_PIECES),
          new Fault(
              "a livelock is not found again",
              "Search.java",
              "depth--; reportLivelock(machine.fingerprint());",
              "depth--;",
              BY_PIECES),
          new Fault(
              "the footprints of steps that were taken are forgotten",
              "Search.java",
              "keepOthersAgain(done[depth] & ~(1 << task));",
              "",
              BY_PIECES),
          new Fault(
              "the footprints of the last state's steps are forgotten",
              "Search.java",
              "keepOthersAgain(done[depth]); lasso",
              "lasso",
              BY_PIECES),
          new Fault(
              "which tasks were asleep at a visited state is forgotten",
              "FingerprintSet.java",
              "in.readShort() & 0xffff",
              "in.readShort() & 0",
              BY_PIECES),
          new Fault(
              "the last visited state is forgotten",
              "FingerprintSet.java",
              "left > 0; left--",
              "left > 1; left--",
              BY_PIECES),
          new Fault(
              "that there is a cycle is forgotten",
              "Search.java",
              "sleepSets = in.readBoolean();",
              "in.readBoolean();",
              BY_PIECES),
          new Fault(
              "the journal has no lock that is taken for the first time",
              "LockOrder.java",
              "machine.journal.learned();",
              "",
              BY_PIECES),
          new Fault(
              "the journal has no longer section",
              "CriticalSections.java",
              "known.schedule = null; journal.learned();",
              "known.schedule = null;",
              BY_PIECES),
          new Fault(
              "the journal has no loop in a section",
              "CriticalSections.java",
              "section.loops = true; journal.learned();",
              "section.loops = true;",
              BY_PIECES),
          new Fault(
              "the journal has no data race",
              "DataRaces.java",
              "machine.journal.learned();",
              "",
              BY_PIECES),
          new Fault(
              "the journal has no event",
              "ExploredEvent.java",
              "machine.journal.learned();",
              "",
              BY_PIECES),
          new Fault(
              "the journal has no finding",
              "Findings.java",
              "machine.journal.learned();",
              "",
              BY_PIECES),
          new Fault(
              "what tasks took when they were started is kept when the search starts over",
              "Machine.java",
              "memory.undoTo(0);",
              "",
              BY_PIECES));

  @ParameterizedTest
  @FieldSource("FAULTS")
  void testsNoticeTheFault(Fault fault) throws Exception {
    if (fault.seed() == BY_COUNTS) {
      assertThat(counts(fault)).as(fault.name()).isNotEqualTo(Classics.COUNTS);
    } else if (fault.seed() == BY_PIECES) {
      assertThat(inPieces(fault)).as(fault.name()).isNotEmpty();
    } else {
      assertThat(find(fault, fault.seed(), PROGRAMS)).as(fault.name()).isNotEmpty();
    }
  }

  @Test
  void fuzzFindsNothingInTheUneditedExplorer() throws Exception {
    String source = Files.readString(SOURCES.resolve("Machine.java"));
    assertThat(firstDifference(compile("Machine.java", source), 0, 50)).isEmpty();
  }

  static String find(Fault fault, long first, int programs) throws Exception {
    String source = Files.readString(SOURCES.resolve(fault.file()));
    return firstDifference(compile(fault.file(), fault.applyTo(source)), first, programs);
  }

  static String counts(Fault fault) throws Exception {
    String source = Files.readString(SOURCES.resolve(fault.file()));
    return (String)
        new Isolated(compile(fault.file(), fault.applyTo(source)))
            .loadClass(Classics.class.getName())
            .getMethod("counts")
            .invoke(null);
  }

  static String inPieces(Fault fault) throws Exception {
    String source = Files.readString(SOURCES.resolve(fault.file()));
    return (String)
        new Isolated(compile(fault.file(), fault.applyTo(source)))
            .loadClass(InPieces.class.getName())
            .getMethod("firstDifference", int.class)
            .invoke(null, PROGRAMS / 2);
  }

  private static String firstDifference(Map<String, byte[]> edited, long first, int programs)
      throws ReflectiveOperationException {
    try {
      return (String)
          new Isolated(edited)
              .loadClass(Differential.class.getName())
              .getMethod("firstDifference", long.class, int.class)
              .invoke(null, first, programs);
    } catch (InvocationTargetException e) {
      // The fault has broken the explorer beyond what Differential expects: noticed.
      return e.getCause().toString();
    }
  }

  private static Map<String, byte[]> compile(String file, String source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
        InMemory files = new InMemory(standard)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path")),
                  null,
                  List.of(new Source(file, source)))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
      return files.classes();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///epcheck/explore/" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    InMemory(JavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return written.computeIfAbsent(className, name -> new ByteArrayOutputStream());
        }
      };
    }

    Map<String, byte[]> classes() {
      return written.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toByteArray()));
    }
  }

  /** Loads all of epcheck anew, the edited classes in the place of the original ones. */
  private static final class Isolated extends ClassLoader {
    private final Map<String, byte[]> edited;

    Isolated(Map<String, byte[]> edited) {
      super(SeededFaultsTest.class.getClassLoader());
      this.edited = edited;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("epcheck.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = edited.get(name);
      if (bytes == null) {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          if (in == null) {
            throw new ClassNotFoundException(name);
          }
          bytes = in.readAllBytes();
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
