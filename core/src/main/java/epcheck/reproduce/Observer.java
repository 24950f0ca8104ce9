package epcheck.reproduce;

import epcheck.explore.Progress;
import epcheck.report.Case;

/** Is told which case is explored now. */
public interface Observer {
  /** Tells nobody. */
  Observer NONE =
      new Observer() {
        @Override
        public Progress begin(Case what) {
          return Progress.NONE;
        }

        @Override
        public void end(Case what) {}
      };

  /** One is begun; what it returns hears how the search goes. */
  Progress begin(Case what);

  /** It is over. */
  void end(Case what);
}
