package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.report.toy.OomUnderLock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words that reports and the model have in common. */
class VocabularyTest {
  private static final Vocabulary WORDS = Vocabulary.of(List.of(new OomUnderLock()));

  @Test
  void hasTheFunctionsOfTheDriverAndTheLocksOfTheModels() {
    assertThat(WORDS.functions()).contains("sgx_reclaim_pages", "mmput", "do_exit");
    assertThat(WORDS.driver()).contains("sgx_reclaim_pages").doesNotContain("mmput");
    assertThat(WORDS.leftOut()).containsKey("sgx_init");
    assertThat(WORDS.locks()).contains("&enclave->lock", "&enclave->srcu", "&mm->mmap_lock");
  }

  @Test
  void knowsALockByItsNameWithOrWithoutASubclass() {
    assertThat(WORDS.knowsLock("&mm->mmap_lock")).isTrue();
    assertThat(WORDS.knowsLock("&mm->mmap_lock/1")).isTrue();
    assertThat(WORDS.knowsLock("rtnl_mutex")).isFalse();
  }

  @Test
  void knowsACallChainThatGoesThroughTheDriver() {
    assertThat(WORDS.knows(List.of("no_such", "sgx_reclaim_pages", "kthread"))).isTrue();
    assertThat(WORDS.knows(List.of("mmput", "no_such"))).isTrue();
    // Half of all reports come from do_exit() somehow.
    assertThat(WORDS.knows(List.of("no_such", "do_exit"))).isFalse();
    assertThat(WORDS.knows(List.of())).isFalse();
  }

  @Test
  void aStaticVariableComesWithItsFile() {
    assertThat(Vocabulary.isSame("mmu_notifier srcu", "srcu")).isTrue();
    assertThat(Vocabulary.isSame("encl->srcu", "srcu")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "lru_lists->lock, &lru->lock",
    "numa_node->lock, &sgx_numa_nodes[nid].lock",
    "mm->mmap_lock, &mm->mmap_sem",
    "mm->mmap_lock/1, &mm->mmap_sem/1",
  })
  void aLockIsKnownByWhatItsInitializerCallsIt(String ours, String lockdeps) {
    assertThat(Vocabulary.isSame(ours, lockdeps)).isTrue();
  }
}
