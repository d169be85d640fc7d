import type { Duration } from "./duration.ts";
import type { TeamName } from "./register.ts";

/** One service of the stack: the only place where its address is written down. */
export interface Service {
  readonly title: string;
  /** The host name inside the compose network; the container is `bigdata-<host>`. Defaults to the service's name. */
  readonly host?: string;
  readonly port: number;
  /** Absent where nothing is scraped. */
  readonly scrape?: Scrape;
  /** Path that answers 200 when the service is healthy; probed by the Blackbox exporter. */
  readonly health?: string;
  readonly team: TeamName;
  /** File name in `metrics/` of the metric catalog that the job exposes. Defaults to the service's name. */
  readonly catalog?: string;
  /** One line for people: what it is for. */
  readonly purpose: string;
  /** Run by the platform itself: watched, but no container of this stack. */
  readonly external?: true;
  /** The service that does the same work: one of the two runs, so the absence of this one is no outage. */
  readonly insteadOf?: string;
  /** Address for people outside the compose network, such as `http://localhost:3000`. Absent where nobody opens it. */
  readonly ui?: string;
}

export interface Scrape {
  readonly interval: Duration;
  /** Defaults to `/metrics`. */
  readonly path?: string;
  /** Must not exceed the interval. Defaults to the interval, 10s at the most. */
  readonly timeout?: Duration;
}

/** Where people on call find things; alerts link to them. No trailing slashes. */
export interface Links {
  /** Dashboards are at `<dashboards>/<uid>`. */
  readonly dashboards: string;
  /** Runbooks are at `<runbooks>/<alert>.md`. */
  readonly runbooks: string;
}

/** How long data is kept. */
export interface Retention {
  readonly metrics: Duration;
  readonly logs: Duration;
}

export type Stack = Readonly<Record<string, Service>>;

/** A team: who owns what breaks, and where it is told. */
export interface Team {
  readonly title: string;
  readonly slack: `#${string}`;
  readonly email: string;
  /** File name, below Alertmanager's secrets folder, of the team's PagerDuty routing key. Absent: nobody is paged. */
  readonly pagerdutyKeyFile?: string;
}
