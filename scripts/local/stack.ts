import { join } from "node:path";
import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import { write } from "../../lib/cli/write.ts";
import { composeTarget, overriddenTarget, type Target } from "../../lib/emit/emit.ts";
import { emit } from "../../lib/emit/index.ts";
import type { Model } from "../../lib/model/model.ts";
import { startAlertmanager } from "../servers/alertmanager.ts";
import { temporaryFolder } from "../servers/cleanup.ts";
import { takePort } from "../servers/ports.ts";
import { startPrometheus } from "../servers/prometheus.ts";
import { type Backends, startBackends, startExporters, startStandIns } from "./exporters.ts";

export interface LocalStackOptions {
  /** Where Alertmanager delivers. Defaults to where the definitions say, which a local machine seldom reaches. */
  readonly delivery?: Target["delivery"];
  /** Starts what is not a plain exporter here. Defaults to stand-ins, whose numbers are generated. */
  readonly others?: (started: Started) => Promise<Others>;
  /** Called with what happens, a line at a time. */
  readonly progress?: (line: string) => void;
}

/** What runs before all others are started. */
export interface Started {
  readonly model: Model;
  readonly backends: Backends;
  /** `host:port` of what is known by now. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** What takes the place of the services that no plain exporter exposes. */
export interface Others {
  readonly services: Readonly<Record<string, Endpoint>>;
  /** Those whose metrics are generated or simulated. */
  readonly standIns: readonly string[];
  /** Folder of the time series that Prometheus begins with. */
  readonly storage?: string;
}

/** The platform's monitoring as plain processes of this machine. */
export interface LocalStack {
  readonly prometheus: Endpoint;
  readonly alertmanager: Endpoint;
  readonly backends: Backends;
  /** `host:port` of every service that is scraped, and of the backends. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Services whose metrics are made up. */
  readonly standIns: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts databases, exporters, Alertmanager and Prometheus with what `build` emits, addresses rewritten through its
 * `Target`. What cannot run as a plain process is replaced by a stand-in that serves its catalogued metrics.
 */
export async function startLocalStack(model: Model, options: LocalStackOptions = {}): Promise<LocalStack> {
  const { progress = () => {}, delivery, others = onlyStandIns } = options;
  progress("starting the databases");
  const backends = await startBackends();
  const ports = { prometheus: await takePort(), alertmanager: await takePort() };
  const own = { prometheus: `127.0.0.1:${ports.prometheus}`, alertmanager: `127.0.0.1:${ports.alertmanager}` };
  progress("starting the exporters");
  const exporters = await startExporters(backends, blackboxConfig(model));
  const known = { ...addressesOf({ ...backends, ...exporters }), ...own };
  const { services, standIns, storage } = await others({ model, backends, addresses: known });
  const addresses = { ...known, ...addressesOf(services) };
  const target = { ...overriddenTarget(composeTarget(model), addresses), ...(delivery && { delivery }) };
  const { path: dist, remove } = await temporaryFolder("dist");
  await write(dist, emit(model, target, []), false);
  progress("starting Alertmanager and Prometheus");
  const alertmanager = await startAlertmanager({ config: inFile(dist, "alertmanager"), port: ports.alertmanager });
  const prometheus = await startPrometheus({ config: inFile(dist, "prometheus"), port: ports.prometheus, storage });
  const all = [prometheus, alertmanager, ...Object.values({ ...services, ...exporters, ...backends })];
  const stop = async () => {
    for (const server of all) await server.stop();
    await remove();
  };
  return { prometheus, alertmanager, backends, addresses, standIns, stop };
}

async function onlyStandIns({ model, addresses }: Started): Promise<Others> {
  const services = await startStandIns(model, new Set(Object.keys(addresses)));
  return { services, standIns: Object.keys(services) };
}

const inFile = (dist: string, server: string) => ({ file: join(dist, server, `${server}.yml`) });

const addressesOf = (servers: Readonly<Record<string, Endpoint>>): Record<string, string> =>
  Object.fromEntries(Object.entries(servers).map(([name, { address }]) => [name, address]));

/** It names no addresses, so that it can be had before they are known. */
function blackboxConfig(model: Model): string {
  const [file] = emit(model, composeTarget(model), ["blackbox"]);
  if (!file) throw new Error("no probes are defined: write probes.ts");
  return file.text;
}
