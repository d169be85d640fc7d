import type { MetricCatalog } from "bigdata-monitoring";
import type { DestinationStream } from "pino";
import { count, duration, level, port, text } from "./kinds.ts";
import { createLog, type Log } from "./log.ts";
import type { Metrics } from "./metrics/contract.ts";
import { observeSelf } from "./metrics/self.ts";
import { type Backend, startPoller } from "./poller.ts";
import { redactor } from "./redact.ts";
import { serve } from "./server.ts";
import { type Declaration, SettingError, type SettingsOf, secretsIn } from "./settings.ts";

/** Settings that every exporter has. */
export const commonSettings = (defaults: { port: number; pollInterval: string; pollTimeout: string }) => ({
  listenAddress: text("LISTEN_ADDRESS", "Address to listen on", "0.0.0.0"),
  port: port("PORT", "Port to listen on", String(defaults.port)),
  // Timers of Node wait at most 24 days; with a longer time they fire at once.
  pollInterval: duration("POLL_INTERVAL", "Time between two polls of the backend", defaults.pollInterval, ["1s", "1d"]),
  pollTimeout: duration("POLL_TIMEOUT", "Time after which a poll has failed", defaults.pollTimeout, ["1s", "1d"]),
  maxSeries: count(
    "MAX_SERIES",
    "Series that one metric may have; more are left out, counted and logged",
    "20000",
    [1, 1_000_000],
  ),
  logLevel: level("LOG_LEVEL", "Lowest level to log: info, warn or error", "info"),
});

export type CommonSettings = SettingsOf<ReturnType<typeof commonSettings>>;

/** One exporter: everything but the process that it runs in. */
export interface ExporterProgram<E extends MetricCatalog, S extends CommonSettings> {
  readonly name: string;
  readonly purpose: string;
  /** Prefix of the exporter's own metrics: `<prefix>_up`. */
  readonly prefix: string;
  readonly contract: E;
  readonly settings: Declaration<S>;
  /** @throws SettingError if a file that a setting names cannot be used */
  readonly connect: (settings: S, tools: Tools<E>) => Promise<Backend<E>> | Backend<E>;
}

export interface Tools<E extends MetricCatalog> {
  readonly metrics: Metrics<E>;
  readonly log: Log;
}

export interface RunningExporter {
  readonly port: number;
  stop(): Promise<void>;
}

/** The log of an exporter, without the secrets of its settings. */
export const exporterLog = <E extends MetricCatalog, S extends CommonSettings>(
  { name, settings: declaration }: ExporterProgram<E, S>,
  settings: S,
  destination?: DestinationStream,
): Log => createLog(name, settings.logLevel, redactor(secretsIn(declaration, settings)), destination);

/**
 * Starts to poll and to serve, whether the backend answers or not.
 * @throws SettingError if a setting names a file or an address that cannot be used
 */
export async function startExporter<E extends MetricCatalog, S extends CommonSettings>(
  program: ExporterProgram<E, S>,
  settings: S,
  log: Log = exporterLog(program, settings),
): Promise<RunningExporter> {
  const self = observeSelf(program.contract, { prefix: program.prefix, maxSeries: settings.maxSeries, log });
  const backend = await program.connect(settings, { metrics: self.metrics, log });
  const server = await serve(
    { registry: self.store.registry, isReady: self.hasPolled },
    { host: settings.listenAddress, port: settings.port },
  ).catch((error: Error) => {
    throw new SettingError(`LISTEN_ADDRESS, PORT: ${error.message}: give an address of this machine and a free port`);
  });
  const poller = startPoller<E>(backend, self, { interval: settings.pollInterval, timeout: settings.pollTimeout, log });
  log.info({ address: settings.listenAddress, port: server.port }, "listening");
  return {
    port: server.port,
    async stop() {
      await poller.stop();
      await Promise.all([backend.close(), server.close()]);
      log.info("stopped");
    },
  };
}
