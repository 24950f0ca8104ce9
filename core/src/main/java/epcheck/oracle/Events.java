package epcheck.oracle;

import epcheck.kernel.Event;
import epcheck.kernel.Kernel;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the driver may come to, as a scenario names it: {@code evict A/0}, {@code kill A}, {@code
 * sigbus}.
 */
public final class Events {
  /** No scenario has more enclaves. */
  private static final int MOST_ENCLAVES = 16;

  /** What may happen. */
  public enum Kind {
    /** The OOM killer marks an enclave. */
    KILL(Subject.ENCLAVE),
    /** A page is written out, and its EPC page is free. */
    EVICT(Subject.PAGE),
    EVICT_SECS(Subject.ENCLAVE),
    /** A page is loaded back. */
    RELOAD(Subject.PAGE),
    RELOAD_SECS(Subject.ENCLAVE),
    /** A fault has to be tried again, because what it needs is busy. */
    REFAULT(Subject.ENCLAVE_OR_ANY),
    SIGBUS(Subject.ENCLAVE_OR_ANY),
    /** The last reference on the enclave is gone. */
    RELEASE(Subject.ENCLAVE);

    private final Subject subject;

    Kind(Subject subject) {
      this.subject = subject;
    }

    /** As a scenario writes it, for example {@code evict-secs}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Subject subject() {
      return subject;
    }

    /** Whether only an OOM killer makes it happen. */
    public boolean needsOomKiller() {
      return this == KILL;
    }

    /** The kind of that name; null if there is none. */
    public static Kind of(String word) {
      return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst().orElse(null);
    }

    public static List<String> words() {
      return Stream.of(values()).map(Kind::word).toList();
    }
  }

  /** What an event befalls. */
  public enum Subject {
    ENCLAVE,
    PAGE,
    /** An enclave; any, if none is named. */
    ENCLAVE_OR_ANY
  }

  /**
   * By kind, and then by the enclave's id: the event of each page, or of the enclave as a whole.
   */
  private final Map<Kind, Event[][]> events = new EnumMap<>(Kind.class);

  private final Kernel kernel;
  private final Set<String> watched;

  /**
   * @param watched the names of those that somebody waits for
   */
  public Events(Kernel kernel, Collection<String> watched) {
    this.kernel = kernel;
    this.watched = Set.copyOf(watched);
    for (Kind kind : Kind.values()) {
      events.put(kind, new Event[MOST_ENCLAVES][]);
    }
  }

  /** Watches these enclaves, which have been built. */
  public void watch(List<Encl> enclaves) {
    for (Encl encl : enclaves) {
      for (Kind kind : Kind.values()) {
        events.get(kind)[encl.id] = of(kind, encl);
      }
    }
  }

  /** Null if nobody waits for any of them. */
  private Event[] of(Kind kind, Encl encl) {
    List<String> names = new ArrayList<>();
    switch (kind.subject) {
      case PAGE -> IntStream.range(0, encl.pages).forEach(i -> names.add(" " + encl + "/" + i));
      case ENCLAVE -> names.add(" " + encl);
      case ENCLAVE_OR_ANY -> names.addAll(List.of(" " + encl, ""));
    }
    Event[] found =
        names.stream()
            .map(name -> kind.word() + name)
            .map(name -> watched.contains(name) ? kernel.event(name) : null)
            .toArray(Event[]::new);
    return Stream.of(found).anyMatch(Objects::nonNull) ? found : null;
  }

  /** To the enclave. */
  void _happened(Kind kind, Encl encl) {
    Event[] found = events.get(kind)[encl.id];
    for (int i = 0; found != null && i < found.length; i++) {
      _happened(found[i]);
    }
  }

  /** To a page of it. */
  void _happened(Kind kind, Encl encl, EnclPage page) {
    Event[] found = events.get(kind)[encl.id];
    if (found != null) {
      _happened(found[page.index]);
    }
  }

  private static void _happened(Event event) {
    if (event != null) {
      event.happened();
    }
  }
}
