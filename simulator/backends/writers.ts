import type { Tick } from "../world/tick.ts";
import { fraudTables } from "./fraud-tables.ts";
import { logFiles } from "./log-files.ts";
import { lokiLines } from "./loki.ts";
import { mlflowServer } from "./mlflow-server.ts";
import { shopTables } from "./shop-tables.ts";
import type { Writer } from "./writer.ts";

/** Where the platform writes to; what is left out is not written. */
export interface WriterOptions {
  /** `postgres://...`, for predictions and labels. */
  readonly postgres?: string | undefined;
  /** `mysql://...` with a database, for orders and payments. */
  readonly mysql?: string | undefined;
  /** Without a slash at its end. */
  readonly mlflow?: string | undefined;
  /** Folder of the applications' logs. */
  readonly logs?: string | undefined;
  /** Without a slash at its end; takes the lines of everybody. */
  readonly loki?: string | undefined;
}

/** Seconds between two writes. */
const every = 2;

/**
 * Writes every tick to all that is given. A writer that fails is reported once until it works again, and stops no other.
 * @param report takes each error as one line
 */
export async function startWriters(options: WriterOptions, report: (line: string) => void): Promise<Writer> {
  const { postgres, mysql, mlflow, logs, loki } = options;
  const writers = await Promise.all([
    ...(postgres ? [withName("PostgreSQL", fraudTables(postgres))] : []),
    ...(mysql ? [withName("MySQL", shopTables(mysql))] : []),
    ...(mlflow ? [withName("MLflow", mlflowServer(mlflow))] : []),
    ...(logs ? [withName("the logs' folder", logFiles(logs))] : []),
    ...(loki ? [withName("Loki", lokiLines(loki))] : []),
  ]);
  const failing = new Set<string>();
  let owed = 0;
  let busy: Promise<unknown> | undefined;

  const writeAll = (tick: Tick) =>
    Promise.all(
      writers.map(async ([name, writer]) => {
        try {
          await writer.write(tick);
          failing.delete(name);
        } catch (error) {
          if (!failing.has(name)) report(`the simulator cannot write to ${name}: ${(error as Error).message}`);
          failing.add(name);
        }
      }),
    );

  return {
    /** Skips a tick while the last one is still being written, and writes its share with the next. */
    async write(tick) {
      owed += tick.elapsed;
      if (busy || owed < every) return;
      busy = writeAll({ ...tick, elapsed: owed });
      owed = 0;
      await busy;
      busy = undefined;
    },
    async close() {
      await busy;
      await Promise.all(writers.map(([, writer]) => writer.close()));
    },
  };
}

const withName = async (name: string, writer: Writer | Promise<Writer>): Promise<readonly [string, Writer]> => [
  name,
  await writer,
];
