import type { Duration } from "./duration.ts";

/** What the Blackbox exporter probes, and how. */
export interface Probes {
  /** How often each target is probed. */
  readonly interval: Duration;
  readonly modules: ProbeModules;
  /** What the platform stands on and this stack does not run, by name. */
  readonly backends: Readonly<Record<string, Backend>>;
}

export type ProbeKind = "http" | "tcp" | "icmp";

/** How each kind of probe is made. A probe that takes longer than its timeout has failed. */
export interface ProbeModules {
  readonly http: {
    readonly timeout: Duration;
    readonly statusCodes: readonly number[];
    readonly followRedirects: boolean;
  };
  readonly tcp: { readonly timeout: Duration };
  readonly icmp: { readonly timeout: Duration };
}

/** A database, broker or server: probed by HTTP where it has a health path, else by TCP; its host by ICMP. */
export interface Backend {
  readonly title: string;
  /** Its host name in the platform's network. Defaults to its name. */
  readonly host?: string;
  readonly port: number;
  readonly health?: string;
}

/** One target of a probe. */
export interface ProbeTarget {
  readonly service: string;
  /** URL, `host:port` or host, as the kind of probe takes it. */
  readonly address: string;
}
