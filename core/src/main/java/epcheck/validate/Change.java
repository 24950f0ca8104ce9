package epcheck.validate;

import epcheck.revision.Patch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is validated: patches on a revision, the one in question first.
 *
 * @param base the revision
 */
public record Change(String base, List<Patch> patches) {
  public Change {
    patches = List.copyOf(patches);
  }

  /** For example {@code owner-under-lru-lock + rotate-victims}. */
  public String name() {
    return patches.stream().map(Patch::name).collect(Collectors.joining(" + "));
  }

  /** Those that came as a file. */
  public List<Proposal> proposals() {
    return patches.stream().filter(Proposal.class::isInstance).map(Proposal.class::cast).toList();
  }

  /** What they override, by the name of the proposal. */
  Map<String, List<Overriding>> overrides() {
    Map<String, List<Overriding>> overrides = new LinkedHashMap<>();
    proposals().forEach(p -> overrides.put(p.name(), p.overrides()));
    return overrides;
  }
}
