import type { MetricCatalog } from "bigdata-monitoring";
import { count, duration, level, port, text, within } from "./kinds.ts";
import { jsonLog, type Level, type Log } from "./log.ts";
import type { Metrics } from "./metrics/contract.ts";
import { observeSelf } from "./metrics/self.ts";
import { type Backend, startPoller } from "./poller.ts";
import { serve } from "./server.ts";
import type { Declaration } from "./settings.ts";

/** Settings that every exporter has. */
export const commonSettings = (defaults: {
  port: number;
  pollInterval: string;
  pollTimeout: string;
}): Declaration<CommonSettings> => ({
  listenAddress: text("LISTEN_ADDRESS", "Address to listen on", "0.0.0.0"),
  port: port("PORT", "Port to listen on", String(defaults.port)),
  // Timers of Node wait at most 24 days, and then not at all.
  pollInterval: within(
    duration("POLL_INTERVAL", "Time between two polls of the backend", defaults.pollInterval),
    "1s",
    "1d",
  ),
  pollTimeout: within(duration("POLL_TIMEOUT", "Time after which a poll has failed", defaults.pollTimeout), "1s", "1d"),
  maxSeries: within(
    count("MAX_SERIES", "Series that one metric may have; more are left out, counted and logged", "20000"),
    "1",
    "1000000",
  ),
  logLevel: level("LOG_LEVEL", "Least level to log: info, warn or error", "info"),
});

export interface CommonSettings {
  readonly listenAddress: string;
  readonly port: number;
  /** Milliseconds, as all durations. */
  readonly pollInterval: number;
  readonly pollTimeout: number;
  readonly maxSeries: number;
  readonly logLevel: Level;
}

/** One exporter: everything but the process that it runs in. */
export interface ExporterProgram<E extends MetricCatalog, S extends CommonSettings> {
  readonly name: string;
  readonly purpose: string;
  /** Prefix of what it tells of itself: `<prefix>_up`. */
  readonly prefix: string;
  readonly contract: E;
  readonly settings: Declaration<S>;
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

/** Starts to poll and to serve. The exporter lives on whatever its backend does. */
export async function startExporter<E extends MetricCatalog, S extends CommonSettings>(
  program: ExporterProgram<E, S>,
  settings: S,
  log: Log = jsonLog(program.name, settings.logLevel),
): Promise<RunningExporter> {
  const self = observeSelf(program.contract, { prefix: program.prefix, maxSeries: settings.maxSeries, log });
  const backend = await program.connect(settings, { metrics: self.metrics, log });
  const server = await serve(
    { registry: self.store.registry, isReady: self.hasPolled },
    { host: settings.listenAddress, port: settings.port },
  );
  const poller = startPoller<E>(backend, self, { interval: settings.pollInterval, timeout: settings.pollTimeout, log });
  log.info("listening", { address: settings.listenAddress, port: server.port });
  return {
    port: server.port,
    async stop() {
      await poller.stop();
      await Promise.all([backend.close(), server.close()]);
      log.info("stopped");
    },
  };
}
