import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { containerOf } from "../model/compose.ts";
import { type PartName, partNames, writeManifest } from "./backup/manifest.ts";
import { backUpAlertmanager, backUpGrafana, backUpPrometheus, type Part } from "./backup/parts.ts";
import { outputFolder } from "./contain.ts";
import { addressesOf } from "./http/address.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";

interface BackupOptions {
  readonly project: string;
  readonly out?: string;
  readonly prometheusData: string;
}

export default new Command("backup")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--out <dir>", "where to save; must not exist yet; defaults to backups/<date> in the project")
  .option("--prometheus-data <dir>", "Prometheus' data folder on this machine", "compose/data/prometheus")
  .action(async ({ project, out, prometheusData }: BackupOptions) => {
    const model = await loadModel(resolve(project));
    const parts = {
      prometheus: backUpPrometheus(resolve(project, prometheusData), containerOf(model, "prometheus")),
      alertmanager: backUpAlertmanager,
      grafana: backUpGrafana,
    };
    process.exitCode = await backUp(
      parts,
      addressesOf(model.stack),
      await outputFolder(project, out ?? join(project, "backups", new Date().toISOString().slice(0, 10))),
    );
  });

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
  for (const name of partNames) {
    const part = parts[name];
    const folder = join(unfinished, name);
    await mkdir(folder, { recursive: true });
    try {
      process.stdout.write(`${name}: ${await part(addresses[name], folder)}\n`);
      saved.push(name);
    } catch (error) {
      await rm(folder, { recursive: true });
      process.stderr.write(`${name}: not saved: ${error instanceof Error ? error.message : error}\n`);
    }
  }
  if (saved.length === 0) {
    await rm(unfinished, { recursive: true });
    return exitCodes.error;
  }
  await writeManifest(unfinished, saved);
  await rename(unfinished, out);
  process.stdout.write(`saved in ${out}\n`);
  return saved.length < partNames.length ? exitCodes.partial : exitCodes.ok;
}
