import type contract from "bigdata-monitoring/catalogs/node-exporter";
import type { Book } from "../world/registry.ts";
import type { Moment } from "../world/tick.ts";

type Node = Book<typeof contract>;

const gib = 2 ** 30;
const cpus = 8;
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

/** The machine that all runs on. */
export function host(book: Node, begin: number): (moment: Moment) => void {
  let grown = 0;
  return (moment) => {
    grown = moment.levers.diskGrowth > 0 ? grown + moment.levers.diskGrowth * moment.elapsed : 0;
    book.set("node_boot_time_seconds", {}, begin - 31 * 86_400);
    tellCpu(book, moment);
    tellMemory(book, moment);
    tellFilesystems(book, grown, moment);
    tellDisks(book, moment);
    tellNetwork(book, moment);
    tellKernel(book, moment);
  };
}

const busyShare = ({ flows, near }: Moment, what: string): number =>
  Math.min(0.97, near(what, 0.12 + 0.4 * Math.min(flows.load, 1.8), 0.08));

function tellCpu(book: Node, moment: Moment): void {
  for (let index = 0; index < cpus; index++) {
    const cpu = String(index);
    const used = busyShare(moment, `cpu ${index}`);
    book.count("node_cpu_seconds_total", { cpu, mode: "idle" }, 1 - used);
    for (const [mode, share] of Object.entries(modes))
      book.count("node_cpu_seconds_total", { cpu, mode }, used * share);
  }
  const used = busyShare(moment, "load");
  book.set("node_load1", {}, moment.near("load1", used * cpus, 0.15));
  book.count("node_pressure_cpu_waiting_seconds_total", {}, used * 0.06);
  book.count("node_pressure_io_waiting_seconds_total", {}, used * 0.03);
}

function tellMemory(book: Node, { flows, near }: Moment): void {
  book.set("node_memory_MemTotal_bytes", {}, memory);
  const available = near("memory", memory * (0.52 - 0.08 * Math.min(flows.load, 1.8)), 0.03);
  book.set("node_memory_MemAvailable_bytes", {}, Math.round(available));
  book.set("node_memory_SwapTotal_bytes", {}, swap);
  book.set("node_memory_SwapFree_bytes", {}, Math.round(near("swap", swap * 0.93, 0.01)));
  book.count("node_pressure_memory_waiting_seconds_total", {}, 0.002);
  book.count("node_vmstat_oom_kill", {}, 0);
}

function tellFilesystems(book: Node, grown: number, { near }: Moment): void {
  for (const [mountpoint, { device, size, used }] of Object.entries(filesystems)) {
    const labels = { device, device_error: "", fstype: "ext4", mountpoint };
    const taken = near(`${mountpoint} used`, size * used, breathing / size) + (mountpoint === "/data" ? grown : 0);
    book.set("node_filesystem_size_bytes", labels, size);
    book.set("node_filesystem_avail_bytes", labels, Math.max(0, Math.round(size - taken)));
    book.set("node_filesystem_files", labels, size / 16_384);
    book.set(
      "node_filesystem_files_free",
      labels,
      Math.round(near(`${mountpoint} inodes`, (size / 16_384) * 0.9, 0.01)),
    );
    book.set("node_filesystem_readonly", labels, 0);
    book.set("node_filesystem_device_error", labels, 0);
  }
}

function tellDisks(book: Node, { flows, levers, near }: Moment): void {
  for (const device of ["vda", "vdb"]) {
    const written = near(`${device} writes`, 3e6 + 9e6 * flows.load, 0.2) + (device === "vdb" ? levers.diskGrowth : 0);
    const [reads, writes] = [near(`${device} reads`, 30 + 90 * flows.load, 0.2), written / 65_536];
    book.count("node_disk_reads_completed_total", { device }, reads);
    book.count("node_disk_writes_completed_total", { device }, writes);
    book.count("node_disk_read_bytes_total", { device }, reads * 32_768);
    book.count("node_disk_written_bytes_total", { device }, written);
    book.count("node_disk_read_time_seconds_total", { device }, reads * 0.0012);
    book.count("node_disk_write_time_seconds_total", { device }, writes * 0.002);
    book.count("node_disk_io_time_seconds_total", { device }, Math.min(0.9, (reads + writes) * 0.0011));
  }
}

function tellNetwork(book: Node, { flows, near }: Moment): void {
  const bytes = { receive: 2e6 + 9e6 * flows.load, transmit: 3e6 + 12e6 * flows.load } as const;
  for (const direction of ["receive", "transmit"] as const) {
    const device = { device: "eth0" };
    const perSecond = near(direction, bytes[direction], 0.1);
    book.count(`node_network_${direction}_bytes_total`, device, perSecond);
    book.count(`node_network_${direction}_packets_total`, device, perSecond / 900);
    book.count(`node_network_${direction}_errs_total`, device, 0);
    book.count(`node_network_${direction}_drop_total`, device, perSecond / 9e9);
  }
  book.set("node_network_speed_bytes", { device: "eth0" }, 1.25e9);
}

function tellKernel(book: Node, { flows, near }: Moment): void {
  book.set("node_filefd_allocated", {}, Math.round(near("files", 9000 + 4000 * flows.load, 0.05)));
  book.set("node_filefd_maximum", {}, 1_048_576);
  book.set("node_nf_conntrack_entries", {}, Math.round(near("conntrack", 2500 + 6000 * flows.load, 0.1)));
  book.set("node_nf_conntrack_entries_limit", {}, 262_144);
  book.set("node_timex_offset_seconds", {}, near("clock", 0.0004, 0.9));
  book.set("node_timex_maxerror_seconds", {}, 0.03);
  book.set("node_timex_sync_status", {}, 1);
}
