import type { Duration } from "./duration.ts";

/** What the Blackbox exporter probes, and with which modules. */
export interface Probes {
  /** How often each target is probed. */
  readonly interval: Duration;
  readonly modules: ProbeModules;
  /** Databases, brokers and servers that this stack does not run, by name. */
  readonly backends: Readonly<Record<string, Backend>>;
}

export type ProbeKind = "http" | "tcp" | "icmp";

/** Settings of each kind of probe. A probe that takes longer than its timeout fails. */
export interface ProbeModules {
  readonly http: {
    readonly timeout: Duration;
    readonly statusCodes: readonly number[];
    readonly followRedirects: boolean;
  };
  readonly tcp: { readonly timeout: Duration };
  readonly icmp: { readonly timeout: Duration };
}

/** Probed by HTTP where it has a health path, else by TCP; its host is probed by ICMP. */
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
  /** URL, `host:port` or host, depending on the kind of probe. */
  readonly address: string;
}
