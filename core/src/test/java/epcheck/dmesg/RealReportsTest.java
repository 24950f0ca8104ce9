package epcheck.dmesg;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.dmesg.HungTasks.BlockedTask;
import epcheck.dmesg.ScenarioStep.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of the real logs, where they are beside the checkout. */
class RealReportsTest {
  private static List<String> cycle(LockCycle report) {
    return report.chain().stream().map(link -> link.lock().toString()).toList();
  }

  private static List<String> held(LockCycle report) {
    assertThat(report.heldLocks()).hasSize(1);
    assertThat(report.heldLocks().get(0).task()).isEqualTo(report.task());
    return report.heldLocks().get(0).locks().stream().map(Lock::toString).toList();
  }

  @Test
  void hungForkVersusReclaim() {
    HungTasks report = Samples.only(Samples.real("01"), HungTasks.class);
    assertThat(report.firstLine()).isEqualTo(2);
    assertThat(report.lastLine()).isEqualTo(31);
    assertThat(report.complaints()).isEmpty();
    BlockedTask swapper = report.tasks().get(0);
    BlockedTask forker = report.tasks().get(1);
    assertThat(report.tasks()).hasSize(2);
    assertThat(swapper.task()).isEqualTo(new Task("ksgxswapd", 181));
    assertThat(swapper.state()).isEqualTo('D');
    assertThat(swapper.seconds()).isEqualTo(120);
    assertThat(swapper.waitsFor()).isEqualTo(Wait.RWSEM_READ);
    assertThat(swapper.site().function()).isEqualTo("sgx_reclaim_pages");
    assertThat(forker.task()).isEqualTo(new Task("fork_consistenc", 18824));
    assertThat(forker.line()).isEqualTo(14);
    assertThat(forker.waitsFor()).isEqualTo(Wait.SRCU_GRACE_PERIOD);
    assertThat(forker.site().function()).isEqualTo("sgx_encl_mm_add");
    assertThat(Samples.functions(forker.stack()))
        .contains("__synchronize_srcu", "sgx_vma_open", "dup_mm")
        .hasSize(15);
  }

  @Test
  void hungInMmput() {
    HungTasks report = Samples.only(Samples.real("02"), HungTasks.class);
    BlockedTask task = report.tasks().get(0);
    assertThat(report.source().kernel()).startsWith("5.4.0-1025-azure #25");
    assertThat(task.waitsFor()).isEqualTo(Wait.SRCU_GRACE_PERIOD);
    assertThat(task.site().function()).isEqualTo("sgx_mmu_notifier_release");
    assertThat(task.site().module()).isEqualTo("intel_sgx");
    assertThat(report.complaints()).hasSize(1);
    assertThat(report.complaints().get(0).text()).contains("does not go down to where");
  }

  @Test
  void oopsOfSecs() {
    Oops report = Samples.only(Samples.real("04"), Oops.class);
    assertThat(report.kind()).isEqualTo(Oops.Kind.NULL_DEREFERENCE);
    assertThat(report.function().function()).isEqualTo("sgx_encl_eaug_page");
    assertThat(report.address()).isEqualTo("0000000000000000");
    assertThat(report.task()).isEqualTo(new Task("test_sgx", 2681));
    assertThat(report.cpu()).isEqualTo(43);
    assertThat(Samples.functions(report.stack())).startsWith("sgx_vma_fault", "__do_fault");
    assertThat(report.complaints()).isEmpty();
  }

  @Test
  void cycleOfBlockQueues() {
    LockCycle report = Samples.only(Samples.real("06"), LockCycle.class);
    assertThat(cycle(report))
        .containsExactly("&q->q_usage_counter(io)#55", "fs_reclaim", "&q->elevator_lock");
    assertThat(report.chain().get(0).lock().version()).isEqualTo(55);
    assertThat(report.wanted().name()).isEqualTo("&q->elevator_lock");
    assertThat(report.wanted().waitTypes()).isEqualTo("4:4");
    assertThat(report.held().name()).isEqualTo("&q->q_usage_counter(io)");
    assertThat(report.held().site().function()).isEqualTo("nbd_start_device");
    assertThat(held(report))
        .hasSize(6)
        .startsWith("cb_lock")
        .endsWith("&q->q_usage_counter(queue)#7");
    assertThat(report.task()).isEqualTo(new Task("syz.5.7376", 24950));
    assertThat(report.chain()).extracting(link -> link.stack().size()).containsExactly(12, 21, 19);
    assertThat(report.complaints()).isEmpty();
  }

  @Test
  void cycleOfWorkqueues() {
    LockCycle report = Samples.only(Samples.real("07"), LockCycle.class);
    assertThat(cycle(report))
        .containsExactly(
            "&wg->static_identity.lock",
            "(work_completion)(&peer->transmit_handshake_work)",
            "(wq_completion)wg-kex-wireguard1");
    assertThat(report.wanted().waitTypes()).isEmpty();
    assertThat(report.wanted().site().function()).isEqualTo("flush_workqueue");
    assertThat(held(report)).hasSize(5).contains("rtnl_mutex");
    assertThat(Samples.functions(report.stack())).contains("print_circular_bug", "wg_set_device");
    assertThat(report.complaints()).isEmpty();
  }

  @Test
  void cycleOfBlockDevices() {
    LockCycle report = Samples.only(Samples.real("08"), LockCycle.class);
    assertThat(cycle(report)).containsExactly("&lo->lo_ctl_mutex#2", "&bdev->bd_mutex");
    assertThat(report.wanted().site().function()).isEqualTo("blkdev_reread_part");
    assertThat(report.scenario()).extracting(ScenarioStep::verb).containsOnly(Verb.LOCK);
    assertThat(report.scenario())
        .extracting(step -> step.cpu() + step.lock().toString())
        .containsExactly(
            "0&lo->lo_ctl_mutex#2", "1&bdev->bd_mutex", "1&lo->lo_ctl_mutex#2", "0&bdev->bd_mutex");
    assertThat(report.complaints())
        .containsExactly(new Complaint(73, "somebody left out frames here"));
  }

  @Test
  void recursion() {
    LockRecursion report = Samples.only(Samples.real("09"), LockRecursion.class);
    assertThat(report.wanted()).isEqualTo(report.held());
    assertThat(report.wanted().name()).isEqualTo("rtnl_mutex");
    assertThat(report.task()).isEqualTo(new Task("syz-executor0", 14230));
    assertThat(report.heldLocks().get(0).locks())
        .extracting(Lock::name)
        .containsExactly("rtnl_mutex", "ipvs->sync_mutex");
    assertThat(Samples.functions(report.stack())).contains("ip_mc_drop_socket");
    assertThat(report.complaints()).isEmpty();
  }

  @Test
  void useAfterFreeWithNoiseInTheStack() {
    Kasan report = Samples.only(Samples.real("12"), Kasan.class);
    assertThat(report.isUseAfterFree()).isTrue();
    assertThat(report.function()).isEqualTo("xas_start");
    assertThat(report.access()).isEqualTo(Kasan.Access.READ);
    assertThat(report.size()).isEqualTo(8);
    assertThat(report.cache()).isEqualTo("btrfs_inode");
    assertThat(report.objectSize()).isEqualTo(2256);
    assertThat(report.offset()).isEqualTo(1720);
    assertThat(report.allocated().task().pid()).isEqualTo(14764);
    assertThat(report.allocated().stack()).hasSize(14);
    assertThat(report.freed().task().pid()).isEqualTo(14828);
    assertThat(Samples.functions(report.freed().stack())).endsWith("rcu_core", "__do_softirq");
    assertThat(report.lastLine()).isEqualTo(155);
    assertThat(report.complaints()).isEmpty();
  }

  @Test
  void hungWithAllLocks() {
    HungTasks report = Samples.only(Samples.real("15"), HungTasks.class);
    assertThat(report.tasks()).hasSize(1);
    assertThat(report.tasks().get(0).task()).isEqualTo(new Task("kworker/u4:12", 9048));
    assertThat(report.tasks().get(0).waitsFor()).isEqualTo(Wait.SRCU_GRACE_PERIOD);
    assertThat(report.tasks().get(0).site().function()).isEqualTo("fsnotify_mark_destroy_workfn");
    assertThat(report.heldLocks()).hasSize(12);
    assertThat(report.heldLocks().get(9).locks())
        .extracting(Lock::name)
        .containsExactly("(wq_completion)\"events_unbound\"", "(reaper_work).work");
    assertThat(report.complaints()).extracting(Complaint::line).containsExactly(49L, 50L);
  }

  @Test
  void heldLockFreedAndThenUsed() {
    List<Report> reports = Samples.real("16");
    assertThat(reports).hasSize(2);
    LockMisuse freed = (LockMisuse) reports.get(0);
    assertThat(freed.kind()).isEqualTo(LockMisuse.Kind.HELD_LOCK_FREED);
    assertThat(freed.lock().name()).isEqualTo("sk_lock-AF_NETROM");
    assertThat(Samples.functions(freed.stack())).contains("nr_destroy_socket");
    Kasan used = (Kasan) reports.get(1);
    assertThat(used.bug()).isEqualTo("use-after-free");
    assertThat(used.firstLine()).isEqualTo(44);
    assertThat(used.task().pid()).isEqualTo(8559);
    assertThat(Samples.functions(used.stack())).contains("_raw_spin_lock_bh", "release_sock");
    assertThat(used.freed().stack()).hasSize(18);
  }

  @Test
  void corruptedCycle() {
    LockCycle report = Samples.only(Samples.real("22"), LockCycle.class);
    assertThat(report.chain()).isEmpty();
    assertThat(report.source().kernel()).isEqualTo("4.15.0-rc7+ #255");
    assertThat(report.complaints())
        .extracting(Complaint::text)
        .contains("the dependency chain is missing", "the task is not named")
        .anyMatch(text -> text.startsWith("the lock it holds is missing"));
  }

  @Test
  void cycleWithInlinedFunctions() {
    LockCycle report = Samples.only(Samples.real("23"), LockCycle.class);
    assertThat(cycle(report)).containsExactly("&mm->mmap_lock", "&sb->s_type->i_mutex_key#15");
    assertThat(report.wanted().at())
        .extracting(Frame::function)
        .containsExactly("inode_lock", "f2fs_file_mmap");
    assertThat(report.wanted().site().function()).isEqualTo("f2fs_file_mmap");
    assertThat(held(report)).containsExactly("&mm->mmap_lock");
    assertThat(report.chain().get(0).stack().get(1))
        .isEqualTo(new Frame("mmap_read_lock", "", "include/linux/mmap_lock.h:142", true, false));
    assertThat(report.complaints()).isEmpty();
  }

  @Test
  void wrappedWarning() {
    Warning report = Samples.only(Samples.real("29"), Warning.class);
    assertThat(report.function().function()).isEqualTo("ksgxd");
    assertThat(report.place()).isEqualTo("arch/x86/kernel/cpu/sgx/main.c:401");
    assertThat(report.task()).isEqualTo(new Task("ksgxd", 83));
    assertThat(report.cpu()).isEqualTo(6);
    assertThat(Samples.functions(report.stack())).containsExactly("kthread", "ret_from_fork");
    assertThat(report.firstLine()).isEqualTo(3);
    assertThat(report.lastLine()).isEqualTo(43);
    assertThat(report.complaints()).isEmpty();
  }
}
