package epcheck.cli;

import epcheck.ci.Places;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.toy.Broken;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.LostUpdate;
import epcheck.report.toy.OomUnderLock;
import epcheck.report.toy.WrongVictim;
import epcheck.scenario.RecordedVerdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small driver with known verdicts. */
final class ToyCatalog implements Catalog {
  private final List<RecordedVerdicts.Entry> recorded =
      new ArrayList<>(
          List.of(
              new RecordedVerdicts.Entry(
                  "mainline", List.of(), "close-vs-reclaim", Verdict.Result.PROVED, List.of(), 0),
              new RecordedVerdicts.Entry(
                  "mainline",
                  List.of("no-isolation-ref"),
                  "close-vs-reclaim",
                  Verdict.Result.VIOLATED,
                  List.of("held-lock-freed@sgx_encl_release", "use-after-free@sgx_reclaimer_write"),
                  0),
              new RecordedVerdicts.Entry(
                  "v5",
                  List.of(),
                  "last-page",
                  Verdict.Result.VIOLATED,
                  List.of("null-dereference@sgx_oom_encl", "wrong-victim@sgx_oom_encl"),
                  0),
              new RecordedVerdicts.Entry(
                  "v5",
                  List.of(),
                  "oom-vs-mmap",
                  Verdict.Result.VIOLATED,
                  List.of(
                      "deadlock@sgx_encl_may_map, sgx_epc_oom, sgx_reclaimer_block",
                      "lock-order@enclave->lock -> enclave->srcu -> mm->mmap_lock"),
                  0)));

  /** Records something else. */
  ToyCatalog recording(RecordedVerdicts.Entry... other) {
    recorded.clear();
    recorded.addAll(List.of(other));
    return this;
  }

  @Override
  public List<Entry> revisions() {
    return List.of(
        new Entry("mainline", "Linux v6.5: no EPC cgroup, no OOM killer"),
        new Entry("v5", "the EPC cgroup series as posted on 22 Sep 2023"));
  }

  @Override
  public List<Entry> patches() {
    return List.of(
        new Entry(
            "no-isolation-ref", "a reclaimer isolates a page without a reference to its enclave"));
  }

  @Override
  public List<Entry> scenarios() {
    return List.of(
        new Entry(
            "last-page",
            "an OOM kill while ksgxd evicts the last page of the victim and another enclave"
                + " allocates"),
        new Entry("close-vs-reclaim", "the last close of an enclave against ksgxd"),
        new Entry("oom-vs-mmap", "an OOM kill against a reclaimer and mmap()"));
  }

  @Override
  public List<String> scenarioNames() {
    return scenarios().stream().map(Entry::name).toList();
  }

  @Override
  public List<Entry> oracles() {
    return List.of(
        new Entry("wrong-victim", "the enclave that is killed is the one that was chosen"));
  }

  @Override
  public List<Section> functions() {
    return List.of(
        new Section(
            "arch/x86/kernel/cpu/sgx/main.c",
            List.of(
                new Entry("sgx_reclaim_pages", "Reclaimer.sgxReclaimPages"),
                new Entry("sgx_epc_oom", "OomKiller.sgxEpcOom"))),
        new Section("not modelled", List.of(new Entry("sgx_init", "boot"))));
  }

  @Override
  public List<Entry> calls() {
    return List.of(new Entry("access A/0", "touches a page"), new Entry("exit", "exit()"));
  }

  @Override
  public List<String> scenariosFor(String revision, List<String> patches) {
    return revision.equals("v5")
        ? List.of("last-page", "oom-vs-mmap")
        : List.of("close-vs-reclaim");
  }

  @Override
  public Subject subject(String revision, List<String> patches, String scenario) throws BadInput {
    boolean pin = !patches.contains("no-isolation-ref");
    Model model =
        switch (scenario) {
          case "last-page" -> new WrongVictim();
          case "close-vs-reclaim" -> new CloseVsReclaim(pin);
          case "oom-vs-mmap" -> new OomUnderLock();
          default -> read(Path.of(scenario));
        };
    return new Subject(revision, patches, Path.of(scenario).getFileName().toString(), model);
  }

  @Override
  public Places places() {
    return new Nowhere();
  }

  @Override
  public List<RecordedVerdicts.Entry> recorded() {
    return List.copyOf(recorded);
  }

  private static Model read(Path file) throws BadInput {
    try {
      String text = Files.readString(file).strip();
      return switch (text) {
        case "toy: lost-update" -> new LostUpdate(true);
        case "toy: race" -> new LostUpdate(false);
        case "toy: broken" -> new Broken();
        case "toy: crash" ->
            setup -> {
              throw new IllegalStateException("boom");
            };
        default ->
            throw new BadInput(
                file.getFileName() + ":1: unknown toy '" + text + "'; say lost-update");
      };
    } catch (IOException e) {
      throw new BadInput("cannot read " + file, e);
    }
  }
}
