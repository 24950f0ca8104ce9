package epcheck.stress.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** So many of all samples. */
record Share(long count, long all) {
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);

  /** In percent: two digits that say something, however small it is. */
  @Override
  public String toString() {
    if (all == 0) {
      return "-";
    }
    BigDecimal percent =
        BigDecimal.valueOf(count)
            .multiply(BigDecimal.valueOf(100))
            .divide(BigDecimal.valueOf(all), MathContext.DECIMAL64);
    BigDecimal shown =
        percent.compareTo(BigDecimal.TEN) >= 0
            ? percent.setScale(1, RoundingMode.HALF_UP)
            : percent.round(TWO_DIGITS);
    return shown.stripTrailingZeros().toPlainString() + " %";
  }
}
