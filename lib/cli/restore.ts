import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { containerOf } from "../model/compose.ts";
import { openBackup, type PartName, partNames } from "./backup/manifest.ts";
import { type Restorable, readAlertmanager, readGrafana } from "./backup/restore-parts.ts";
import { readPrometheus } from "./backup/restore-prometheus.ts";
import { addressesOf } from "./http/address.ts";
import { loadModel } from "./load.ts";
import { exitCodes, messageOf, UserError } from "./outcome.ts";

interface RestoreOptions {
  readonly project: string;
  readonly only?: readonly PartName[];
  readonly force: boolean;
  readonly prometheusData: string;
}

export default new Command("restore")
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
