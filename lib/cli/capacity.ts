import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Estimate, estimate } from "../capacity/estimate.ts";
import { defaultSize, keepOnly, type Size } from "../capacity/series.ts";
import { printYaml } from "../emit/emit.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import { positive, positiveWhole } from "./arguments.ts";
import { loadModel } from "./load.ts";
import { messageOf, UserError } from "./outcome.ts";
import { table } from "./stack/compose.ts";

type CapacityOptions = Size & {
  readonly project: string;
  readonly retention?: Duration;
  readonly relabelling?: string;
  readonly json: boolean;
};

const count = (name: keyof Size, of: string) =>
  [
    `--${name.replaceAll(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`)} <number>`,
    of,
    positiveWhole,
    defaultSize[name],
  ] as const;

export default new Command("capacity")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option(...count("hosts", "machines that are scraped"))
  .option(...count("containers", "containers of each host"))
  .option(...count("cpus", "processors of each host"))
  .option(...count("filesystems", "filesystems of each host"))
  .option(...count("disks", "disks of each host"))
  .option(...count("interfaces", "network interfaces of each host"))
  .option(...count("topics", "Kafka's topics"))
  .option(...count("partitions", "partitions of each topic"))
  .option(...count("consumerGroups", "Kafka's consumer groups"))
  .option(...count("topicsPerGroup", "topics that each consumer group reads"))
  .option(...count("brokers", "Kafka's brokers"))
  .option(...count("databases", "databases of each server"))
  .option("--log-lines <number>", "log lines a second of each host", positive, defaultSize.logLines)
  .option("--log-line-bytes <number>", "bytes of a log line", positive, defaultSize.logLineBytes)
  .option("--retention <duration>", "how long metrics are kept (default: that of retention.ts)", duration)
  .option("--relabelling <file>", "write, for each job, the relabelling that keeps only what is read")
  .option("--json", "as JSON", false)
  .action(async (options: CapacityOptions) => {
    const model = await loadModel(resolve(options.project));
    const retention = options.retention ?? model.retention?.metrics ?? "15d";
    const result = estimate(model, options, retention);
    if (options.relabelling !== undefined) await writeRelabelling(options.relabelling, result);
    process.stdout.write(options.json ? `${JSON.stringify({ retention, ...result })}\n` : report(result, retention));
  });

function duration(text: string): Duration {
  try {
    durationSeconds(text as Duration);
    return text as Duration;
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

function report({ jobs, ...total }: Estimate, retention: Duration): string {
  const rows = jobs.map((job) => [
    job.job,
    String(job.targets),
    whole(job.series),
    whole(job.samplesPerSecond),
    percent(job.samplesPerSecond / total.samplesPerSecond),
    percent(job.series === 0 ? 0 : job.unreadSeries / job.series),
    String(job.unreadMetrics.length),
  ]);
  const assumed = [...new Set(jobs.flatMap(({ assumedLabels }) => assumedLabels))].sort();
  return [
    table(["JOB", "TARGETS", "SERIES", "SAMPLES/S", "SHARE", "UNREAD", "UNREAD METRICS"], rows),
    `Series:       ${whole(total.series)}`,
    `Samples:      ${whole(total.samplesPerSecond)} a second`,
    `Memory:       ${bytes(total.memory)}`,
    `Disk:         ${bytes(total.disk)} for ${retention}`,
    `Remote write: ${bytes(total.remoteWrite)}/s`,
    `Logs:         ${bytes(total.logs.lines)} a day, ${bytes(total.logs.chunks)} stored`,
    `Unread:       ${percent(total.unreadShare)} of the samples; --json names the metrics, --relabelling drops them`,
    `Assumed:      2 values each of ${assumed.length} labels that neither a catalog nor an option counts: ${assumed.slice(0, 8).join(", ")}${assumed.length > 8 ? ", ..." : ""}`,
    "",
  ].join("\n");
}

async function writeRelabelling(file: string, { jobs }: Estimate): Promise<void> {
  const unread = jobs.filter(({ unreadMetrics, readNames }) => unreadMetrics.length > 0 && readNames.length > 0);
  const text = printYaml(
    Object.fromEntries(unread.map((job) => [job.job, { metric_relabel_configs: keepOnly(job.readNames) }])),
  );
  await writeFile(file, text).catch((error) => {
    throw new UserError(`${file}: cannot be written: ${messageOf(error)}`);
  });
}

const whole = (number: number): string => Math.round(number).toLocaleString("en");
const percent = (share: number): string => `${Math.round(share * 100)}%`;

function bytes(number: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, number)) / 10)));
  return `${(number / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
