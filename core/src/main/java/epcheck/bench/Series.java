package epcheck.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The runs of one search, in the order in which they were made; at least one. */
record Series(String name, List<Sample> samples) {
  Series {
    samples = List.copyOf(samples);
  }

  /** The counts are those of the last run: all are the same unless a budget cut them. */
  long states() {
    return last().states();
  }

  long transitions() {
    return last().transitions();
  }

  boolean complete() {
    return samples.stream().allMatch(Sample::complete);
  }

  /** The memory of the table of visited states for each of them, or NaN. */
  double bytesPerState() {
    return last().bytes() == 0 ? Double.NaN : (double) last().bytes() / last().states();
  }

  Spread statesPerSecond() {
    return spread(sample -> sample.states() / sample.seconds());
  }

  Spread transitionsPerSecond() {
    return spread(sample -> sample.transitions() / sample.seconds());
  }

  /**
   * How often this one's states per second are the other's, run by run: the runs alternate, so a
   * pair of them has had the machine in much the same mood.
   */
  Spread timesAsFastAs(Series other) {
    int runs = Math.min(samples.size(), other.samples.size());
    double[] ratios = new double[runs];
    for (int i = 0; i < runs; i++) {
      Sample mine = samples.get(i);
      Sample theirs = other.samples.get(i);
      ratios[i] = mine.states() / mine.seconds() / (theirs.states() / theirs.seconds());
    }
    return Spread.of(ratios);
  }

  private Spread spread(ToDoubleFunction<Sample> figure) {
    return Spread.of(samples.stream().mapToDouble(figure).toArray());
  }

  private Sample last() {
    return samples.get(samples.size() - 1);
  }
}
