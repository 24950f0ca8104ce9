package epcheck.reproduce;

import epcheck.explore.Explorer;
import epcheck.explore.Lock;
import epcheck.explore.Options;
import epcheck.kernel.Model;
import epcheck.report.LockdepName;
import epcheck.revision.ModelledFunctions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words that a report and the model have in common.
 *
 * @param functions the kernel functions that have a method
 * @param driver those of them that are the SGX driver's
 * @param leftOut those of the driver that have none on purpose, with the reason
 * @param locks the lock classes, as lockdep names them
 */
public record Vocabulary(
    Set<String> functions, Set<String> driver, Map<String, String> leftOut, Set<String> locks) {
  private static final String DRIVER = "arch/x86/kernel/cpu/sgx/";

  /**
   * Lock classes that lockdep names otherwise, since it names a lock as its initializer did: {@code
   * spin_lock_init(&lru->lock)} in sgx_lru_init(). mmap_lock was mmap_sem before 5.8.
   */
  private static final Map<String, String> INITIALIZERS =
      Map.of(
          "lru->lock", "lru_lists->lock",
          "lrus->lock", "lru_lists->lock",
          "sgx_numa_nodes[nid].lock", "numa_node->lock",
          "node->lock", "numa_node->lock",
          "subscriptions->lock", "mm->notifier_subscriptions->lock",
          "mm->mmap_sem", "mm->mmap_lock");

  /** Of the driver; its locks are those of some models that have all of them. */
  public static Vocabulary of(Collection<Model> models) {
    Set<String> functions = new TreeSet<>();
    Set<String> driver = new TreeSet<>();
    for (ModelledFunctions.Function function : ModelledFunctions.all()) {
      functions.add(function.name());
      if (function.file().startsWith(DRIVER)) {
        driver.add(function.name());
      }
    }
    Set<String> locks = new TreeSet<>();
    for (Model model : models) {
      for (Lock lock : new Explorer(model, Options.DEFAULT).locks()) {
        locks.add(LockdepName.of(lock));
      }
    }
    return new Vocabulary(functions, driver, ModelledFunctions.missingOnPurpose(), locks);
  }

  /** Those functions of a call chain that the model has. */
  List<String> known(List<String> frames) {
    return frames.stream().filter(functions::contains).toList();
  }

  /**
   * Whether a call chain is in the driver: one of its functions is, or the innermost one is known.
   */
  boolean knows(List<String> frames) {
    return !frames.isEmpty() && functions.contains(frames.get(0))
        || frames.stream().anyMatch(driver::contains);
  }

  /** Whether a party may be somebody in the model, as far as its call chain tells. */
  boolean mayKnow(Party party) {
    return party.isToldByLocks() || knows(party.frames());
  }

  /** Whether the model has a lock class of this name; a subclass counts as its class. */
  boolean knowsLock(String name) {
    return locks.stream().anyMatch(ours -> isSame(ours.replaceFirst("^&", ""), name));
  }

  /** Whether a name of the model's and one of lockdep's are the same class. */
  static boolean isSame(String ours, String lockdeps) {
    String own = withoutSubclass(ours);
    String printed = withoutSubclass(lockdeps).replaceFirst("^&", "");
    String theirs = INITIALIZERS.getOrDefault(printed, printed);
    return own.equals(theirs) || own.endsWith(" " + theirs);
  }

  private static String withoutSubclass(String lock) {
    return lock.replaceFirst("/\\d+$", "");
  }
}
