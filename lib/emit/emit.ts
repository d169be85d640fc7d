import type { Global } from "../model/alerting.ts";
import type { Model } from "../model/model.ts";
import { replicaName } from "../model/scale.ts";
import { printYaml } from "./yaml.ts";

/** One generated file. */
export interface OutputFile {
  /** Path below `dist/`. */
  readonly path: string;
  readonly text: string;
  /** The definition that it is generated from. */
  readonly source: string;
  /** The text's content, to be validated by its schema. Absent where there is no schema. */
  readonly document?: unknown;
}

/** Turns the model into files. Pure and deterministic. */
export type Emitter = (model: Model, target: Target) => readonly OutputFile[];

/** The first line of a generated file: which file to edit instead. */
export const stamp = (source: string, comment = "#"): string =>
  `${comment} Generated from ${source} by \`npm run build\`. Edit that file instead.\n`;

/** A stamped YAML file. */
export const yamlFile = (path: string, source: string, value: unknown): OutputFile => ({
  path,
  source,
  document: value,
  text: stamp(source) + printYaml(value),
});

/** Addresses of services: in the compose network, or of processes elsewhere. */
export interface Target {
  /**
   * `host:port` of a service of the stack or of a probed backend. Throws on a service that the target does not know.
   * @param replica which instance of several, from 1
   */
  address(service: string, replica?: number): string;
  /** Replaces Alertmanager's secrets folder and `global`: for tests against sinks. */
  readonly delivery?: { readonly secretsFolder: string; readonly global: Partial<Global> };
}

/** Addresses inside the compose network: `redis-exporter:9121`. */
export const composeTarget = ({ stack, probes }: Pick<Model, "stack" | "probes">): Target => ({
  address(name, replica = 1) {
    const service = stack[name] ?? probes?.backends[name];
    if (!service) throw new Error(`unknown service "${name}": add it to stack.ts, or to the backends in probes.ts`);
    return `${replicaName(service.host ?? name, replica)}:${service.port}`;
  },
});

/** The same stack with some services elsewhere, such as `{ "node-exporter": "127.0.0.1:41003" }`; a second instance is `prometheus-2`. */
export const overriddenTarget = (base: Target, addresses: Readonly<Record<string, string>>): Target => ({
  ...base,
  address: (name, replica = 1) => addresses[replicaName(name, replica)] ?? base.address(name, replica),
});
