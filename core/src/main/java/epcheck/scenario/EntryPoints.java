package epcheck.scenario;

import epcheck.kernel.EntryPoint;
import epcheck.scenario.Call.Pages;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.scenario.ScenarioModel.Building;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclFile;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.Process;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vepc;
import java.util.ArrayList;
import java.util.List;

/** The functions of the driver that the calls of one task stand for, one call after the other. */
final class EntryPoints {
  private final Building built;
  private final SgxDriver sgx;
  private final TaskSpec task;

  /** Null for a kernel thread. */
  private final Mm mm;

  /** The descriptors that the process still has when the task makes its next call. */
  private final List<EnclFile> open = new ArrayList<>();

  /** Pages are in hand only as the task begins. */
  private boolean begun;

  EntryPoints(Building built, TaskSpec task) {
    this.built = built;
    this.task = task;
    sgx = built.sgx;
    mm = task.process() == null ? null : built.mms.get(task.process());
    open.addAll(built.descriptors.getOrDefault(task.process(), List.of()));
  }

  EntryPoint of(Call call) {
    EntryPoint entryPoint =
        switch (call.verb()) {
          case CREATE, ADD, INIT, RESTRICT, MODIFY, REMOVE -> ioctl(call);
          case OOM, WORKER, MAX, RMDIR, MIGRATE -> ofCgroup(call);
          case OUT_OF_MEMORY, MEMORY_BACK, MEMORY_FAILURE, WRITE_BACK, DROP_CLEAN, SIGNAL ->
              ofEnvironment(call);
          case VEPC_FAULT, VEPC_REMOVE_ALL, VEPC_CLOSE -> ofVepc(call);
          case RECLAIM -> reclaim();
          default -> ofProcess(call);
        };
    begun = true;
    return entryPoint;
  }

  // ---- processes

  private EntryPoint ofProcess(Call call) {
    String name = call.toString();
    Pages pages = call.pages();
    Encl encl = pages == null ? null : encl(call);
    int from = pages == null ? 0 : pages.first();
    int to = pages == null ? 0 : from + pages.count(encl.pages);
    return switch (call.verb()) {
      case ACCESS -> new EntryPoint(name, () -> sgx.mm._access(mm, encl, from));
      case RUN -> new EntryPoint(name, () -> sgx.mm._run(mm, encl, from));
      case ACCEPT -> new EntryPoint("EACCEPT(" + pages + ")", () -> accept(encl, from));
      case MMAP -> {
        EnclFile file = sgx.fileOf(encl);
        int prot = call.number();
        yield new EntryPoint("mmap(" + pages + ")", () -> sgx.mm._mmap(mm, file, from, to, prot));
      }
      case MUNMAP ->
          new EntryPoint("munmap(" + pages + ")", () -> sgx.mm._munmap(mm, encl, from, to));
      case MPROTECT -> {
        int prot = call.number();
        yield new EntryPoint(
            "mprotect(" + pages + ")", () -> sgx.mm._mprotect(mm, encl, from, to, prot));
      }
      case PEEK -> {
        Mm target = built.mms.get(call.process());
        yield new EntryPoint(
            "ptrace(" + call.process() + ", " + pages + ")",
            () -> sgx.mm.accessRemoteVm(target, encl, from));
      }
      case FORK -> {
        Mm child = built.mms.get(call.process());
        List<EnclFile> inherited = List.copyOf(open);
        built.descriptors.put(call.process(), inherited);
        Runnable enterCgroup = built.enterCgroupOf(task.process(), call.process());
        yield new EntryPoint(
            "fork(" + call.process() + ")",
            () -> {
              enterCgroup.run();
              sgx.mm._fork(mm, child, inherited);
            });
      }
      case CLOSE -> {
        EnclFile file = sgx.fileOf(encl);
        open.remove(file);
        yield new EntryPoint("close(" + encl + ")", () -> sgx.mm._close(file));
      }
      default -> {
        List<EnclFile> left = List.copyOf(open);
        yield new EntryPoint("exit", () -> sgx.mm.doExit(mm, left));
      }
    };
  }

  private void accept(Encl encl, int index) {
    sgx.mm._leaveEnclave();
    sgx.epcm._eaccept(encl, index);
  }

  private EntryPoint ioctl(Call call) {
    Encl encl = encl(call);
    EnclFile file = sgx.fileOf(encl);
    int first = call.pages().first();
    int count = call.pages().count(encl.pages);
    int type = call.number();
    String on = "(" + call.pages() + ")";
    return switch (call.verb()) {
      case CREATE -> new EntryPoint("ENCLAVE_CREATE" + on, () -> sgx.ioctls._create(file));
      case INIT -> new EntryPoint("ENCLAVE_INIT" + on, () -> sgx.ioctls._init(file));
      case ADD ->
          new EntryPoint("ENCLAVE_ADD_PAGES" + on, () -> sgx.ioctls._addPages(file, first, count));
      case RESTRICT ->
          new EntryPoint(
              "ENCLAVE_RESTRICT_PERMISSIONS" + on,
              () -> sgx.ioctls._restrictPermissions(file, first, count));
      case MODIFY ->
          new EntryPoint(
              "ENCLAVE_MODIFY_TYPES" + on, () -> sgx.ioctls._modifyTypes(file, first, count, type));
      default ->
          new EntryPoint(
              "ENCLAVE_REMOVE_PAGES" + on, () -> sgx.ioctls._removePages(file, first, count));
    };
  }

  // ---- the kernel

  private EntryPoint reclaim() {
    List<EpcPage> pages = built.isolated.getOrDefault(task.name(), List.of());
    return pages.isEmpty() || begun
        ? new EntryPoint("reclaim", sgx.reclaimer::_reclaim)
        : new EntryPoint("reclaim, isolated", () -> sgx.reclaimer._resume(pages));
  }

  private EntryPoint ofCgroup(Call call) {
    EpcCgroup cgroup = built.cgroups.get(call.cgroup());
    return switch (call.verb()) {
      case OOM ->
          new EntryPoint(
              "sgx_epc_oom(&" + cgroup.lru + ")", () -> sgx.oomKiller.sgxEpcOom(cgroup.lru));
      case WORKER ->
          new EntryPoint(
              "queue_work(reclaim(" + cgroup + "))", () -> sgx.cgroups.queueWork(cgroup));
      case MAX ->
          new EntryPoint(
              "write(" + cgroup + "/misc.max)",
              () -> sgx.cgroups.miscCgMaxWrite(cgroup, call.number()));
      case RMDIR -> new EntryPoint("rmdir(" + cgroup + ")", () -> sgx.cgroups.cgroupRmdir(cgroup));
      default -> {
        Process process = built.processes.get(call.process());
        yield new EntryPoint(
            "write(" + cgroup + "/cgroup.procs, " + call.process() + ")",
            () -> process._migrate(cgroup));
      }
    };
  }

  private EntryPoint ofEnvironment(Call call) {
    return switch (call.verb()) {
      case OUT_OF_MEMORY -> new EntryPoint("memory runs out", sgx.environment::_memoryRunsOut);
      case MEMORY_BACK -> new EntryPoint("memory is back", sgx.environment::_memoryIsBack);
      case SIGNAL -> {
        Process process = built.processes.get(call.process());
        yield new EntryPoint("kill(" + call.process() + ")", process::_sendSignal);
      }
      case MEMORY_FAILURE -> {
        EpcPage page =
            call.pages() == null ? sgx.epc.get(call.number()) : built.epcPageOf(call.pages());
        yield new EntryPoint(
            "memory failure of " + page, () -> sgx.allocator.archMemoryFailure(page));
      }
      case WRITE_BACK -> {
        Encl encl = encl(call);
        yield new EntryPoint("write back " + encl, () -> sgx.backing._writeBack(encl));
      }
      default -> {
        Encl encl = encl(call);
        yield new EntryPoint("drop clean pages of " + encl, () -> sgx.backing._dropClean(encl));
      }
    };
  }

  private EntryPoint ofVepc(Call call) {
    Vepc vepc = built.vepcs.get(call.pages().of());
    int index = call.pages().first();
    return switch (call.verb()) {
      case VEPC_FAULT ->
          new EntryPoint("fault on " + call.pages(), () -> sgx.virtualEpc._fault(vepc, index));
      case VEPC_REMOVE_ALL ->
          new EntryPoint("VEPC_REMOVE_ALL(" + vepc + ")", () -> sgx.virtualEpc._removeAll(vepc));
      default -> new EntryPoint("close(" + vepc + ")", () -> sgx.virtualEpc._release(vepc));
    };
  }

  private Encl encl(Call call) {
    return built.enclaves.get(call.pages().of());
  }
}
