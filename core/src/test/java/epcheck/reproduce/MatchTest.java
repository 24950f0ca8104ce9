package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import epcheck.dmesg.Wait;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who of a report is who of the model. */
class MatchTest {
  private static final List<String> NONE = List.of();

  private static Party waits(String who, Wait wait, String... frames) {
    return new Party(1, who, wait, "", "", false, List.of(frames));
  }

  private static Party link(String acquired, String held, String... frames) {
    return new Party(1, "-> #0", Wait.OTHER, acquired, held, false, List.of(frames));
  }

  private static Actor blocked(String task, String statement, String... stack) {
    return new Actor(task, statement, "", false, NONE, List.of(stack));
  }

  private static Actor takes(String task, String lock, List<String> holding, String... stack) {
    return new Actor(task, "mutex_lock(&x)", lock, false, holding, List.of(stack));
  }

  private static Match match(List<Party> parties, List<Actor> actors) {
    return Match.of(parties, actors, Toys.WORDS);
  }

  private static String who(Match match, int party) {
    return match.pairs().get(party).actor().map(Actor::task).orElse("nobody");
  }

  @Test
  void aPartyGivesWayToOneThatCanBeNobodyElse() {
    Party any = waits("any", Wait.OTHER, "sgx_release");
    Party mutex = waits("mutex", Wait.MUTEX, "sgx_release");
    Actor first = blocked("first", "mutex_lock(&A->lock)", "sgx_release");
    Actor second = blocked("second", "down_read(&mm->mmap_lock)", "sgx_release");
    Match match = match(List.of(any, mutex), List.of(first, second));
    assertThat(match.isComplete()).isTrue();
    assertThat(who(match, 0)).isEqualTo("second");
    assertThat(who(match, 1)).isEqualTo("first");
    assertThat(match.rest()).isEmpty();
  }

  @Test
  void ofTooManyPartiesTheFirstAreSomebody() {
    Party party = waits("x", Wait.MUTEX, "sgx_release");
    Actor actor = blocked("victim", "mutex_lock(&A->lock)", "sgx_release");
    Match match = match(List.of(party, party, party), List.of(actor));
    assertThat(match.isComplete()).isFalse();
    assertThat(match.matched()).isEqualTo(1);
    assertThat(who(match, 0)).isEqualTo("victim");
    assertThat(who(match, 2)).isEqualTo("nobody");
  }

  @Test
  void whoIsNobodyInTheReportIsTheRest() {
    Actor actor = blocked("victim", "mutex_lock(&A->lock)", "sgx_release");
    Actor other = blocked("ksgxd", "mutex_lock(&A->lock)", "sgx_reclaim_pages");
    Match match = match(List.of(waits("x", Wait.MUTEX, "sgx_release")), List.of(other, actor));
    assertThat(match.rest()).containsExactly(other);
  }

  @Test
  void nobodyAtAllIsNoMatch() {
    assertThat(match(List.of(), List.of()).isComplete()).isFalse();
  }

  /** All ways of so many would be more than can ever be tried. */
  @Test
  void manyAlikeTakeNoTime() {
    List<Party> parties = Collections.nCopies(300, waits("x", Wait.MUTEX, "sgx_release"));
    List<Actor> actors =
        Collections.nCopies(30, blocked("y", "mutex_lock(&A->lock)", "sgx_release"));
    assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(match(parties, actors).matched()).isEqualTo(30));
  }

  @Test
  void theModelMayHaveMoreFunctionsThanTheReport() {
    Actor inlined =
        blocked("v", "mutex_lock(&A->lock)", "__eaug", "sgx_encl_may_map", "x", "sgx_mmap");
    assertThat(
            match(List.of(waits("x", Wait.MUTEX, "sgx_encl_may_map", "sgx_mmap")), List.of(inlined))
                .isComplete())
        .isTrue();
  }

  @Test
  void functionsThatTheModelLacksDoNotCountButTheOrderDoes() {
    Actor actor = blocked("v", "mutex_lock(&A->lock)", "sgx_encl_may_map", "sgx_mmap");
    assertThat(
            match(
                    List.of(waits("x", Wait.MUTEX, "sgx_encl_may_map", "mmap_region", "sgx_mmap")),
                    List.of(actor))
                .isComplete())
        .isTrue();
    assertThat(
            match(List.of(waits("x", Wait.MUTEX, "sgx_mmap", "sgx_encl_may_map")), List.of(actor))
                .isComplete())
        .isFalse();
    assertThat(
            match(
                    List.of(waits("x", Wait.MUTEX, "sgx_encl_may_map", "sgx_vma_fault")),
                    List.of(actor))
                .isComplete())
        .isFalse();
  }

  /** Scenarios call sgx_reclaim_pages() where the kernel has ksgxd() around it. */
  @Test
  void whoCalledTheFirstFunctionOfATaskDoesNotCount() {
    Party thread = waits("x", Wait.MUTEX, "sgx_reclaimer_write", "sgx_reclaim_pages", "sgx_mmap");
    Actor actor = blocked("v", "mutex_lock(&l)", "sgx_reclaimer_write", "sgx_reclaim_pages");
    assertThat(match(List.of(thread), List.of(actor)).isComplete()).isTrue();
    Actor shorter = blocked("v", "mutex_lock(&l)", "sgx_reclaim_pages");
    assertThat(match(List.of(thread), List.of(shorter)).isComplete()).isFalse();
  }

  @Test
  void whatATaskWaitsForCounts() {
    for (Wait wait : Wait.values()) {
      for (String statement :
          List.of(
              "mutex_lock(&l)",
              "down_read(&l)",
              "down_write(&l) [queued]",
              "down_write_nested(&l, SINGLE_DEPTH_NESTING)",
              "synchronize_srcu(&l) [waits for readers]",
              "spin_lock(&l)",
              "cancel_work_sync(&l)")) {
        String expected =
            switch (wait) {
              case MUTEX -> "mutex_lock";
              case RWSEM_READ -> "down_read(";
              case RWSEM_WRITE -> "down_write";
              case SRCU_GRACE_PERIOD -> "synchronize_srcu";
              case SPINLOCK -> "spin_lock";
              case WORK_FLUSH -> "cancel_work_sync";
              case RCU_GRACE_PERIOD -> "nothing";
              case COMPLETION, OTHER -> "";
            };
        assertThat(
                match(
                        List.of(waits("x", wait, "sgx_release")),
                        List.of(blocked("y", statement, "sgx_release")))
                    .isComplete())
            .as("%s, %s", wait, statement)
            .isEqualTo(statement.startsWith(expected));
      }
    }
  }

  @Test
  void whoGoesRoundMayBeMetInWhateverItCalls() {
    Actor round = blocked("v", "cpu_relax()", "sgx_vma_fault");
    assertThat(
            match(
                    List.of(waits("x", Wait.OTHER, "sgx_encl_load_page", "sgx_vma_fault")),
                    List.of(round))
                .isComplete())
        .isTrue();
    assertThat(
            match(
                    List.of(waits("x", Wait.OTHER, "sgx_encl_load_page", "sgx_release")),
                    List.of(round))
                .isComplete())
        .isFalse();
  }

  @Test
  void aLinkIsToldByItsLocksWhateverTheCallChain() {
    Actor actor = takes("v", "encl->lock", List.of("mm->mmap_lock", "x->y"), "sgx_mmap");
    assertThat(
            match(List.of(link("&encl->lock", "&mm->mmap_lock", "sgx_release")), List.of(actor))
                .isComplete())
        .isTrue();
    assertThat(match(List.of(link("&encl->lock", "&lru->lock")), List.of(actor)).isComplete())
        .isFalse();
    assertThat(match(List.of(link("&lru->lock", "&mm->mmap_lock")), List.of(actor)).isComplete())
        .isFalse();
  }

  @Test
  void ofTwoWithTheseLocksItIsTheOneWithTheSameCallChain() {
    Actor other = takes("other", "encl->lock", List.of("mm->mmap_lock"), "sgx_release");
    Actor same = takes("same", "encl->lock", List.of("mm->mmap_lock"), "sgx_mmap");
    Match match =
        match(List.of(link("&encl->lock", "&mm->mmap_lock", "sgx_mmap")), List.of(other, same));
    assertThat(who(match, 0)).isEqualTo("same");
  }

  @Test
  void whoWaitsForReadersIsNoReader() {
    Party sync = new Party(1, "-> #0", Wait.OTHER, "&encl->srcu", "&encl->lock", true, NONE);
    Actor reader = takes("v", "encl->srcu", List.of("encl->lock"));
    Actor waiter =
        new Actor("w", "synchronize_srcu(&x)", "encl->srcu", true, List.of("encl->lock"), NONE);
    assertThat(match(List.of(sync), List.of(reader)).isComplete()).isFalse();
    assertThat(match(List.of(sync), List.of(waiter)).isComplete()).isTrue();
  }

  @Test
  void oneTaskMayHaveTheLocksOfALinkAlready() {
    Actor forks = takes("P", "encl->srcu", List.of("mm->mmap_lock", "mm->mmap_lock/1"));
    Actor reclaims = takes("ksgxd", "mm->mmap_lock", List.of("encl->srcu"));
    List<Party> cycle =
        List.of(
            link("&encl->srcu", "&mm->mmap_lock/1"),
            link("&mm->mmap_lock/1", "&mm->mmap_lock"),
            link("&mm->mmap_lock", "&encl->srcu"));
    Match match = match(cycle, List.of(forks, reclaims));
    assertThat(match.isComplete()).isTrue();
    assertThat(match.pairs()).extracting(Match.Pair::passed).containsExactly(false, true, false);
    assertThat(who(match, 1)).isEqualTo("P");
    Actor oneLock = takes("P", "encl->srcu", List.of("mm->mmap_lock"));
    assertThat(match(cycle, List.of(oneLock, reclaims)).isComplete()).isFalse();
  }

  @Test
  void aSubclassCountsAsItsClass() {
    assertThat(Vocabulary.isSame("mm->mmap_lock/1", "&mm->mmap_lock")).isTrue();
    assertThat(Vocabulary.isSame("mm->mmap_lock", "&mm->mmap_lock/1")).isTrue();
    assertThat(Vocabulary.isSame("mm->mmap_lock", "&x->mmap_lock")).isFalse();
  }
}
