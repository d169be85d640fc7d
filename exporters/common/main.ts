import type { MetricCatalog } from "bigdata-monitoring";
import { type CommonSettings, type ExporterProgram, type RunningExporter, startExporter } from "./exporter.ts";
import { helpText, readSettings } from "./settings.ts";

/** Runs an exporter as a process: reads its settings, serves until it is told to stop, and exits with 0 then. */
export function main<E extends MetricCatalog, S extends CommonSettings>(program: ExporterProgram<E, S>): void {
  const reading = readSettings(program.settings, process.argv.slice(2), process.env);
  switch (reading.kind) {
    case "help":
      process.stdout.write(helpText(program.name, program.purpose, program.settings));
      return;
    case "problems":
      process.stderr.write(`${reading.problems.join("\n")}\nsee ${program.name} --help\n`);
      process.exitCode = 2;
      return;
    case "settings": {
      const starting = startExporter(program, reading.settings).catch(notStarted);
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(starting));
    }
  }
}

/** A port that is taken, a file that is not there: told in one line each, without a stack. */
function notStarted(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(2);
}

/** Ends by itself once nothing is open; a backend that does not let go is left behind after five seconds. */
async function stop(starting: Promise<RunningExporter>): Promise<void> {
  setTimeout(() => process.exit(0), 5000).unref();
  await (await starting).stop();
}
