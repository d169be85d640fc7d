import type { MetricCatalog } from "bigdata-monitoring";
import {
  type CommonSettings,
  type ExporterProgram,
  exporterLog,
  type RunningExporter,
  startExporter,
} from "./exporter.ts";
import { helpText, readSettings, SettingError } from "./settings.ts";

/** Runs an exporter as a process: reads its settings and serves until SIGINT or SIGTERM. Exits with 2 on any error. */
export function main<E extends MetricCatalog, S extends CommonSettings>(program: ExporterProgram<E, S>): void {
  const reading = readSettings(program.settings, process.argv.slice(2), process.env);
  switch (reading.kind) {
    case "help":
      process.stdout.write(helpText(program.name, program.purpose, program.settings));
      return;
    case "problems":
      refuse(program.name, reading.problems);
      return;
    case "settings": {
      const log = exporterLog(program, reading.settings);
      const fail = (error: unknown) => {
        if (error instanceof SettingError) return refuse(program.name, [error.message]);
        log.fatal({ error: error instanceof Error ? error.stack : error }, "internal error");
        process.exit(2);
      };
      process.on("uncaughtException", fail);
      const starting = startExporter(program, reading.settings, log);
      starting.catch(fail);
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(starting));
    }
  }
}

function refuse(name: string, problems: readonly string[]): void {
  process.stderr.write(`${problems.join("\n")}\nsee ${name} --help\n`);
  process.exitCode = 2;
}

/** The process ends once nothing is open, at the latest after five seconds. */
async function stop(starting: Promise<RunningExporter>): Promise<void> {
  setTimeout(() => process.exit(0), 5000).unref();
  await (await starting).stop();
}
