import type { Settings } from "./config.ts";
import type { Stack } from "./facts.ts";

/**
 * The fields of a compose file that checks compare with the definitions. The file is written by hand.
 * Source: https://github.com/compose-spec/compose-spec
 */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Name of a secret to the variable of `.env` that holds it. */
  readonly secrets?: Readonly<Record<string, { readonly environment?: string }>>;
}

export interface ComposeService {
  readonly image?: string;
  /** How to make the image, where it is not published. */
  readonly build?: unknown;
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** As `./data/shop:/data` or `../dist/blackbox:/etc/blackbox:ro`. */
  readonly volumes?: readonly (string | object)[];
  readonly tmpfs?: readonly string[];
  /** As `65534:65534`, or a name. */
  readonly user?: string;
  readonly read_only?: boolean;
  /** As `256m`. */
  readonly mem_limit?: string;
  readonly cpus?: number;
  /** As `127.0.0.1:9090:9090`. */
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly secrets?: readonly (string | ComposeSecret)[];
  readonly "x-target"?: ComposeTarget;
}

/** What an exporter connects to. Docker Compose ignores fields that begin with `x-`: `up` and `status` read this one. */
interface ComposeTarget {
  /** As `${KAFKA_ADDRESS:-kafka:9092}`: a variable of `.env` with its default. */
  readonly address: string;
  /** Whether the exporter exits while its target does not answer. Defaults to false. */
  readonly required?: boolean;
}

interface ComposeSecret {
  readonly source: string;
  /** Its path in the container. */
  readonly target?: string;
}

/** The name of a service's container, for commands such as `docker logs`. */
export const containerOf = ({ settings, stack, compose }: ContainerModel, service: string): string => {
  const host = stack[service]?.host ?? service;
  return compose?.definition.services[host]?.container_name ?? `${settings.compose.containerPrefix ?? ""}${host}`;
};

interface ContainerModel {
  readonly settings: Settings;
  readonly stack: Stack;
  readonly compose?: { readonly definition: ComposeFile };
}

/** The container's port of `[address:]published:container`; the address may hold variables. */
export const containerPort = (port: string): number => Number(port.slice(port.lastIndexOf(":") + 1));
