import { type Duration, durationSeconds } from "./duration.ts";
import type { TeamName } from "./register.ts";
import type { ScrapeLimits, TargetSource } from "./targets.ts";

/** One service of the stack. Its address stands only here. */
export interface Service {
  readonly title: string;
  /** The host name inside the compose network; Defaults to the service's name. */
  readonly host?: string;
  /**
   * @multipleOf 1
   * @minimum 1
   * @maximum 65535
   */
  readonly port: number;
  /** Absent where nothing is scraped. */
  readonly scrape?: Scrape;
  /**
   * Where its instances are found, in any number of ways. Defaults to one: its host and port.
   * @minItems 1
   */
  readonly targets?: readonly TargetSource[];
  /** Path that answers 200 when the service is healthy; probed by the Blackbox exporter. */
  readonly health?: string;
  readonly team: TeamName;
  /**
   * Name of the metric catalog that the job exposes: a file in `metrics/`, or else a ready catalog of this library, such
   * as `node-exporter`. Defaults to the service's name.
   */
  readonly catalog?: string;
  /** One line for people: its purpose. */
  readonly purpose: string;
  /** Users or the monitoring depend on it: its absence pages somebody. */
  readonly critical?: true;
  /** The backend of `probes.ts` that it measures. Its targets and the backend's probes share the label `backend`. */
  readonly measures?: string;
  /** Monitored, but not a container of this stack: somebody else runs it. */
  readonly external?: true;
  /** The service that does the same work. One of the two runs, so the absence of this one is no outage. */
  readonly insteadOf?: string;
  /** Address for people, such as `http://localhost:3000`. Absent where nobody opens it. `urls` of the configuration wins. */
  readonly ui?: string;
}

export interface Scrape {
  readonly interval: Duration;
  /** Defaults to `/metrics`. */
  readonly path?: string;
  /** `read`: only series that a rule, dashboard or query of the project reads are stored. Defaults to all. */
  readonly keep?: "read";
  /** Must not exceed the interval. Defaults to the interval, 10s at the most. */
  readonly timeout?: Duration;
  /** Defaults to none. */
  readonly limits?: ScrapeLimits;
}

/** Addresses that alerts link to, without a trailing slash. */
export interface Links {
  /** Dashboards are at `<dashboards>/<uid>`. */
  readonly dashboards: string;
  /** Runbooks are at `<runbooks>/<alert>.html`. */
  readonly runbooks: string;
}

/** How long data is kept. */
export interface Retention {
  readonly metrics: Duration;
  readonly logs: Duration;
}

export type Stack = Readonly<Record<string, Service>>;

/** A team that owns alerts, and where it is notified. */
export interface Team {
  readonly title: string;
  readonly slack: `#${string}`;
  readonly email: string;
  /** File name, below Alertmanager's secrets folder, of the team's PagerDuty routing key. Absent where the team is not paged. */
  readonly pagerdutyKeyFile?: string;
}

/** What the Blackbox exporter probes, and with which modules. */
export interface Probes {
  /** How often each target is probed. */
  readonly interval: Duration;
  readonly modules: ProbeModules;
  /** Databases, brokers and servers that this stack does not run, by name. */
  readonly backends: Readonly<Record<string, Backend>>;
  /** Addresses under which people reach the platform from outside, by name. Defaults to none. */
  readonly sites?: Readonly<Record<string, Site>>;
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
  /**
   * Where its servers are found, in any number of ways. Defaults to one: its host and port.
   * @minItems 1
   */
  readonly targets?: readonly TargetSource[];
  readonly health?: string;
  /** Its owner. */
  readonly team: TeamName;
  /** Users depend on it: its absence pages somebody. */
  readonly critical?: true;
}

/** Probed by HTTP as people reach it, so that its certificate and what stands before its server are watched too. */
export interface Site {
  readonly title: string;
  /** Such as `https://shop.example.com/health`. @pattern ^https?://[^/]+ */
  readonly url: string;
  /** Its owner. */
  readonly team: TeamName;
  /** Users depend on it: its absence pages somebody. */
  readonly critical?: true;
}

/** One target of a probe. */
export interface ProbeTarget {
  readonly service: string;
  /** URL, `host:port` or host, depending on the kind of probe. */
  readonly address: string;
  /** Of its source, such as `cluster`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Series and their samples, as a Prometheus that scrapes the platform stores them. */
export interface Recording {
  /** Seconds, evenly spaced. */
  readonly times: readonly number[];
  readonly series: readonly RecordedSeries[];
}

export interface RecordedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly type: "counter" | "gauge" | "histogram" | "unknown";
  /** One for each time; undefined where the series was absent. */
  readonly values: readonly (number | undefined)[];
}

/** An incident that can be simulated: it records what a platform exposes before, during and after. */
export interface IncidentDefinition {
  readonly title: string;
  /** What happens, for readers of the timeline. */
  readonly story: string;
  /** Time from its beginning until its cause is fixed. */
  readonly lasts: Duration;
  /**
   * Records the platform, one sample a minute, from time 0 on.
   * @param begins seconds of ordinary operation before the incident begins
   * @param ends seconds until the recording ends; after `begins` plus `lasts` operation is ordinary again
   */
  readonly record: (begins: number, ends: number) => Recording;
}

/** Every incident of a project by name: `incidents.ts` exports them as `incidents`. */
export type Incidents = Readonly<Record<string, IncidentDefinition>>;

/** Default timeout of a scrape in seconds, where the interval is not shorter. */
const defaultTimeoutSeconds = 10;

/** The timeout of a service's scrapes. */
export const scrapeTimeout = ({ interval, timeout }: Scrape): Duration =>
  timeout ?? `${Math.min(defaultTimeoutSeconds, durationSeconds(interval))}s`;
