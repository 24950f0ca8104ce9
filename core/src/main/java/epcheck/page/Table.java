package epcheck.page;

import java.util.List;

/** A part of the state: what has a row, and what is told of each. */
record Table(String title, List<String> columns, List<String> rows) {
  Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
