package epcheck.stress.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many forks each test gets.
 *
 * @param forks in the order of the report; 0 for a test that this machine has too few CPUs for
 */
record Plan(Map<StressTest, Integer> forks) {
  Plan {
    forks = Collections.unmodifiableMap(new LinkedHashMap<>(forks));
  }

  List<StressTest> runnable() {
    return forks.keySet().stream().filter(test -> forks.get(test) > 0).toList();
  }

  int total() {
    return forks.values().stream().mapToInt(Integer::intValue).sum();
  }
}
