import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { containerOf } from "../model/compose.ts";
import { openBackup, type PartName, partNames, writeManifest } from "./backup/manifest.ts";
import { backUpAlertmanager, backUpGrafana, backUpPrometheus, type Part } from "./backup/parts.ts";
import { type Restorable, readAlertmanager, readGrafana, readPrometheus } from "./backup/restore-parts.ts";
import { outputFolder } from "./folders.ts";
import { addressesOf } from "./http/server.ts";
import { loadModel } from "./load.ts";
import { exitCodes, fitToShow, messageOf, UserError } from "./outcome.ts";

interface BackupOptions {
  readonly project: string;
  readonly out?: string;
  readonly prometheusData: string;
  readonly textfile: string;
}

export const backupCommand = new Command("backup")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--out <dir>", "where to save; must not exist yet; defaults to backups/<date> in the project")
  .option("--prometheus-data <dir>", "Prometheus' data folder on this machine", "compose/data/prometheus")
  .option(
    "--textfile <dir>",
    "folder of the node exporter's textfile collector, where a complete backup writes its time",
    "compose/data/textfile",
  )
  .action(async ({ project, out, prometheusData, textfile }: BackupOptions) => {
    const model = await loadModel(resolve(project));
    const parts = {
      prometheus: backUpPrometheus(resolve(project, prometheusData), containerOf(model, "prometheus")),
      alertmanager: backUpAlertmanager,
      grafana: backUpGrafana,
    };
    const code = await backUp(
      parts,
      addressesOf(model.stack),
      await outputFolder(project, out ?? join(project, "backups", new Date().toISOString().slice(0, 10))),
    );
    if (code === exitCodes.ok) await recordTime(resolve(project, textfile));
    process.exitCode = code;
  });

/** Lets alerts see how old the newest backup is. The collector reads a file whole, so it appears whole. */
async function recordTime(folder: string): Promise<void> {
  const file = join(folder, "monitoring.prom");
  try {
    await writeFile(
      `${file}.new`,
      `backup_last_success_timestamp_seconds{backup="monitoring"} ${Math.floor(Date.now() / 1000)}\n`,
    );
    await rename(`${file}.new`, file);
  } catch (error) {
    process.stdout.write(fitToShow(`its time is not recorded: ${messageOf(error)}\n`));
  }
}

/** A part that fails leaves the others as they are; a backup of nothing leaves nothing. @returns the exit code */
async function backUp(
  parts: Readonly<Record<PartName, Part>>,
  addresses: Readonly<Record<PartName, string>>,
  out: string,
): Promise<number> {
  if (await stat(out).catch(() => undefined)) throw new UserError(`${out} exists: name another folder with --out`);
  const unfinished = `${out}.unfinished`;
  // A link by that name may come from anybody: it goes, and what it leads to stays.
  await rm(unfinished, { recursive: true, force: true });
  const saved: PartName[] = [];
  let incomplete = false;
  for (const name of partNames) {
    const part = parts[name];
    const folder = join(unfinished, name);
    await mkdir(folder, { recursive: true });
    try {
      const result = await part(addresses[name], folder);
      process.stdout.write(fitToShow(`${name}: ${typeof result === "string" ? result : result.saved}\n`));
      saved.push(name);
      if (typeof result === "string") continue;
      incomplete = true;
      for (const what of result.missing) process.stderr.write(fitToShow(`${name}: not saved: ${what}\n`));
    } catch (error) {
      await rm(folder, { recursive: true });
      process.stderr.write(`${name}: not saved: ${messageOf(error)}\n`);
    }
  }
  if (saved.length === 0) {
    await rm(unfinished, { recursive: true });
    return exitCodes.error;
  }
  await writeManifest(unfinished, saved);
  await rename(unfinished, out);
  process.stdout.write(`saved in ${out}\n`);
  return incomplete || saved.length < partNames.length ? exitCodes.partial : exitCodes.ok;
}

interface RestoreOptions {
  readonly project: string;
  readonly only?: readonly PartName[];
  readonly force: boolean;
  readonly prometheusData: string;
}

export const restoreCommand = new Command("restore")
  .argument("<dir>", "the folder that `backup` saved")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--only <parts>", `some of ${partNames.join(",")}`, partsOf)
  .option("--force", "also into servers that hold data: adds to it, and overwrites dashboards of the same uid", false)
  .option("--prometheus-data <dir>", "Prometheus' data folder on this machine", "compose/data/prometheus")
  .action(async (dir: string, options: RestoreOptions) => {
    const model = await loadModel(resolve(options.project));
    const backup = await openBackup(resolve(dir));
    const chosen = options.only ?? partNames;
    const missing = chosen.filter((name) => !backup.parts.has(name));
    if (missing.length > 0)
      throw new UserError(
        `${dir}: ${missing.join(", ")} was not saved — restore the others with --only ${[...backup.parts].join(",")}`,
      );
    const addresses = addressesOf(model.stack);
    const read: Readonly<Record<PartName, () => Promise<Restorable>>> = {
      alertmanager: () => readAlertmanager(backup, addresses.alertmanager),
      grafana: () => readGrafana(backup, addresses.grafana),
      prometheus: () =>
        readPrometheus(
          backup,
          addresses.prometheus,
          resolve(options.project, options.prometheusData),
          containerOf(model, "prometheus"),
        ),
    };
    const parts = new Map<PartName, Restorable>();
    for (const name of partNames) if (chosen.includes(name)) parts.set(name, await read[name]());
    await refuseOccupied(parts, options.force);
    process.exitCode = await restore(parts);
  });

function partsOf(text: string): PartName[] {
  const names = text.split(",");
  const isPart = (name: string): name is PartName => (partNames as readonly string[]).includes(name);
  if (!names.every(isPart)) throw new InvalidArgumentError(`It is a list of ${partNames.join(", ")}, with commas.`);
  return names as PartName[];
}

/** Asks every server before the first one is changed. */
async function refuseOccupied(parts: ReadonlyMap<PartName, Restorable>, force: boolean): Promise<void> {
  const found = await Promise.all([...parts].map(async ([name, part]) => [name, await part.occupied()] as const));
  const occupied = found.filter(([, what]) => what !== undefined);
  if (force || occupied.length === 0) return;
  const lines = occupied.map(([name, what]) => `${name} has ${what}`);
  throw new UserError(
    `${lines.join("; ")} — nothing was restored; --force adds the backup to what is there, --only restores other parts`,
  );
}

/** A part that fails leaves those that were restored. @returns the exit code */
async function restore(parts: ReadonlyMap<PartName, Restorable>): Promise<number> {
  let failed = 0;
  for (const [name, part] of parts)
    try {
      process.stdout.write(`${name}: restored ${await part.apply()}\n`);
    } catch (error) {
      failed++;
      process.stderr.write(`${name}: not restored: ${messageOf(error)}\n`);
    }
  if (failed === 0) return exitCodes.ok;
  return failed === parts.size ? exitCodes.error : exitCodes.partial;
}
