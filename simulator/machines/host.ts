import type contract from "../../metrics/node-exporter.ts";
import type { Instance } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Node = Registry<typeof contract>;

const gib = 2 ** 30;
const memory = 32 * gib;
const swap = 4 * gib;
/** Shares of a busy core's time. */
const modes = { user: 0.62, system: 0.22, iowait: 0.08, softirq: 0.05, nice: 0.01, irq: 0.01, steal: 0.01 } as const;
const filesystems = {
  "/": { device: "/dev/vda1", size: 80 * gib, used: 0.42 },
  "/data": { device: "/dev/vdb1", size: 500 * gib, used: 0.55 },
} as const;
/** Bytes a second that logs and tables take from the data disk, and that retention gives back. */
const breathing = 2 * gib;

const day = 86_400;
/** When backups end, in seconds since midnight in UTC. */
const backupAt = 4.5 * 3600;

/** The machine that all runs on. */
export function host(
  registry: Node,
  begin: number,
  { unlimited, cpus = 8, backups = [] }: Instance,
): (tick: Tick) => void {
  let grown = 0;
  let backedUp = begin - day + backupAt;
  return (tick) => {
    grown = tick.conditions.diskGrowth > 0 ? grown + tick.conditions.diskGrowth * tick.elapsed : 0;
    registry.set("node_boot_time_seconds", {}, begin - 31 * 86_400 + tick.clockOffset);
    updateCpu(registry, cpus, tick);
    updateMemory(registry, tick);
    updateFilesystems(registry, grown, tick);
    updateDisks(registry, tick);
    updateNetwork(registry, tick);
    registry.set("node_network_speed_bytes", { device: "eth0" }, unlimited ? 0 : 1.25e9);
    registry.set("node_nf_conntrack_entries_limit", {}, unlimited ? 0 : 262_144);
    updateKernel(registry, tick);
    const ends = Math.floor((tick.time - backupAt) / day) * day + backupAt;
    if (tick.conditions.backupsFail < 1) backedUp = ends;
    for (const backup of backups) registry.set("backup_last_success_timestamp_seconds", { backup }, backedUp);
  };
}

const busyShare = ({ flows, near }: Tick, what: string): number =>
  Math.min(0.97, near(what, 0.12 + 0.4 * Math.min(flows.load, 1.8), 0.08));

function updateCpu(registry: Node, cpus: number, tick: Tick): void {
  for (let index = 0; index < cpus; index++) {
    const cpu = String(index);
    const used = busyShare(tick, `cpu ${index}`);
    registry.count("node_cpu_seconds_total", { cpu, mode: "idle" }, 1 - used);
    for (const [mode, share] of Object.entries(modes))
      registry.count("node_cpu_seconds_total", { cpu, mode }, used * share);
  }
  const used = busyShare(tick, "load");
  registry.set("node_load1", {}, tick.near("load1", used * cpus, 0.15));
  registry.count("node_pressure_cpu_waiting_seconds_total", {}, used * 0.06);
  registry.count("node_pressure_io_waiting_seconds_total", {}, used * 0.03);
}

function updateMemory(registry: Node, { flows, near }: Tick): void {
  registry.set("node_memory_MemTotal_bytes", {}, memory);
  const available = near("memory", memory * (0.52 - 0.08 * Math.min(flows.load, 1.8)), 0.03);
  registry.set("node_memory_MemAvailable_bytes", {}, Math.round(available));
  registry.set("node_memory_SwapTotal_bytes", {}, swap);
  registry.set("node_memory_SwapFree_bytes", {}, Math.round(near("swap", swap * 0.93, 0.01)));
  registry.count("node_pressure_memory_waiting_seconds_total", {}, 0.002);
  registry.count("node_vmstat_oom_kill", {}, 0);
}

function updateFilesystems(registry: Node, grown: number, { near }: Tick): void {
  for (const [mountpoint, { device, size, used }] of Object.entries(filesystems)) {
    const labels = { device, device_error: "", fstype: "ext4", mountpoint };
    const taken = near(`${mountpoint} used`, size * used, breathing / size) + (mountpoint === "/data" ? grown : 0);
    registry.set("node_filesystem_size_bytes", labels, size);
    registry.set("node_filesystem_avail_bytes", labels, Math.max(0, Math.round(size - taken)));
    registry.set("node_filesystem_files", labels, size / 16_384);
    registry.set(
      "node_filesystem_files_free",
      labels,
      Math.round(near(`${mountpoint} inodes`, (size / 16_384) * 0.9, 0.01)),
    );
    registry.set("node_filesystem_readonly", labels, 0);
    registry.set("node_filesystem_device_error", labels, 0);
  }
}

function updateDisks(registry: Node, { flows, conditions, near }: Tick): void {
  for (const device of ["vda", "vdb"]) {
    const written =
      near(`${device} writes`, 3e6 + 9e6 * flows.load, 0.2) + (device === "vdb" ? conditions.diskGrowth : 0);
    const [reads, writes] = [near(`${device} reads`, 30 + 90 * flows.load, 0.2), written / 65_536];
    registry.count("node_disk_reads_completed_total", { device }, reads);
    registry.count("node_disk_writes_completed_total", { device }, writes);
    registry.count("node_disk_read_bytes_total", { device }, reads * 32_768);
    registry.count("node_disk_written_bytes_total", { device }, written);
    registry.count("node_disk_read_time_seconds_total", { device }, reads * 0.0012);
    registry.count("node_disk_write_time_seconds_total", { device }, writes * 0.002);
    registry.count("node_disk_io_time_seconds_total", { device }, Math.min(0.9, (reads + writes) * 0.0011));
  }
}

function updateNetwork(registry: Node, { flows, near }: Tick): void {
  const bytes = { receive: 2e6 + 9e6 * flows.load, transmit: 3e6 + 12e6 * flows.load } as const;
  for (const direction of ["receive", "transmit"] as const) {
    const device = { device: "eth0" };
    const perSecond = near(direction, bytes[direction], 0.1);
    registry.count(`node_network_${direction}_bytes_total`, device, perSecond);
    registry.count(`node_network_${direction}_packets_total`, device, perSecond / 900);
    registry.count(`node_network_${direction}_errs_total`, device, 0);
    registry.count(`node_network_${direction}_drop_total`, device, perSecond / 9e9);
  }
}

function updateKernel(registry: Node, { flows, near, clockOffset }: Tick): void {
  registry.set("node_filefd_allocated", {}, Math.round(near("files", 9000 + 4000 * flows.load, 0.05)));
  registry.set("node_filefd_maximum", {}, 1_048_576);
  registry.set("node_nf_conntrack_entries", {}, Math.round(near("conntrack", 2500 + 6000 * flows.load, 0.1)));
  registry.set("node_timex_offset_seconds", {}, near("clock", 0.0004, 0.9) + clockOffset);
  registry.set("node_timex_maxerror_seconds", {}, 0.03);
  registry.set("node_timex_sync_status", {}, 1);
}
