package epcheck.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of several parts of the work, each for a machine of its own. The same work always has the
 * same parts, and every case is in just one of them.
 *
 * @param index from 1
 */
record Shard(int index, int count) {
  static final Shard ALL = new Shard(1, 1);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

  /**
   * What is to be done here, in the order in which it was given. The slow cases are dealt out
   * first, so that no shard gets two before each has one.
   */
  <T> List<T> of(List<T> all, Predicate<T> slow) {
    List<Integer> dealt =
        IntStream.range(0, all.size())
            .boxed()
            .sorted(Comparator.comparing(i -> !slow.test(all.get(i))))
            .toList();
    List<Integer> mine = new ArrayList<>();
    for (int i = index - 1; i < dealt.size(); i += count) {
      mine.add(dealt.get(i));
    }
    return mine.stream().sorted().map(all::get).toList();
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }

  static final class Converter implements ITypeConverter<Shard> {
    @Override
    public Shard convert(String text) {
      Matcher m = TEXT.matcher(text);
      if (m.matches()) {
        Shard shard = new Shard(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
        if (shard.index >= 1 && shard.index <= shard.count) {
          return shard;
        }
      }
      throw new TypeConversionException("'" + text + "' is no shard; of eight say 1/8 to 8/8");
    }
  }
}
