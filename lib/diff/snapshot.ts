import type { Alerting } from "../model/alerting.ts";
import type { Json } from "./json.ts";

/**
 * What the servers are told, as plain data: the common ground of a Model, a built folder and running servers.
 * What a source cannot tell is absent, and not compared.
 */
export interface Snapshot {
  /** Classic dashboard JSON by uid. */
  readonly dashboards?: Readonly<Record<string, Json>>;
  readonly rules?: readonly RuleGroupFacts[];
  readonly alerting?: AlertingFacts;
  /** As Grafana's provisioning has them, by uid. */
  readonly datasources?: Readonly<Record<string, Json>>;
  readonly scraping?: Readonly<Record<string, ScrapeJob>>;
  /** Scrape configs of Promtail by job: what every collector is given. */
  readonly logs?: Readonly<Record<string, Json>>;
  /** Configuration that is none of the above, by the file that holds it. */
  readonly settings?: Readonly<Record<string, Json>>;
}

export interface RuleGroupFacts {
  readonly name: string;
  /** As Prometheus writes durations. */
  readonly every: string;
  readonly rules: readonly RuleFacts[];
}

export interface RuleFacts {
  readonly kind: "alert" | "recording";
  readonly name: string;
  readonly expr: string;
  /** Empty where it fires at once. */
  readonly for: string;
  readonly keepFiringFor: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AlertingFacts extends Pick<Alerting, "route" | "receivers" | "inhibitRules"> {
  /** How Alertmanager sends, and in which words. Absent where a running one tells it only with its defaults. */
  readonly messages?: Json;
}

export interface ScrapeJob {
  readonly interval: string;
  readonly timeout: string;
  readonly path: string;
  /** Addresses to the labels that they are given. */
  readonly targets: Readonly<Record<string, Json>>;
  /** Everything else: parameters, relabelling. */
  readonly settings: Json;
}
