package epcheck.cli;

import epcheck.explore.Granularity;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values that options take. */
final class Choices {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private Choices() {}

  /** What is a state: see {@code --search}. */
  enum Search {
    STATES,
    TRACES
  }

  /** What a data race is: see {@code --races}. */
  enum Races {
    LIST,
    ERROR
  }

  /** How {@code locks} tells what it found. */
  enum LockFormat {
    TABLE,
    DOT,
    JSON
  }

  /** How {@code validate} tells a difference. */
  enum Layout {
    CONSOLE,
    MAIL
  }

  /** What {@code list} lists. */
  enum Kind {
    REVISIONS,
    PATCHES,
    SCENARIOS,
    ORACLES,
    CALLS,
    FUNCTIONS,
    VERDICTS
  }

  /** Whose output has a schema. */
  enum Schema {
    CHECK,
    LOCKS,
    VALIDATE
  }

  /** A value as it is typed. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String text) {
    StringBuilder all = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      String name = name(value);
      if (name.equals(text)) {
        return value;
      }
      all.append(all.isEmpty() ? "" : ", ").append(name);
    }
    throw new TypeConversionException("'" + text + "' is none of " + all);
  }

  static final class OfSearch implements ITypeConverter<Search> {
    @Override
    public Search convert(String text) {
      return choice(Search.class, text);
    }
  }

  static final class OfRaces implements ITypeConverter<Races> {
    @Override
    public Races convert(String text) {
      return choice(Races.class, text);
    }
  }

  static final class OfLockFormat implements ITypeConverter<LockFormat> {
    @Override
    public LockFormat convert(String text) {
      return choice(LockFormat.class, text);
    }
  }

  static final class OfLayout implements ITypeConverter<Layout> {
    @Override
    public Layout convert(String text) {
      return choice(Layout.class, text);
    }
  }

  static final class OfKind implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String text) {
      return choice(Kind.class, text);
    }
  }

  static final class OfSchema implements ITypeConverter<Schema> {
    @Override
    public Schema convert(String text) {
      return choice(Schema.class, text);
    }
  }

  static final class OfGranularity implements ITypeConverter<Granularity> {
    @Override
    public Granularity convert(String text) {
      return choice(Granularity.class, text);
    }
  }

  static final class OfDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Matcher m = DURATION.matcher(text);
      if (!m.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no duration; say 500ms, 60s, 5m or 2h");
      }
      long n = Long.parseLong(m.group(1));
      return switch (m.group(2)) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        default -> Duration.ofHours(n);
      };
    }
  }
}
