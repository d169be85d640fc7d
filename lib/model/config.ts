import type { Promql } from "../promql/promql.ts";
import { type Duration, durationSeconds } from "./duration.ts";
import type { Links, Stack } from "./facts.ts";

/** The settings of a project: the default export of `monitoring.config.ts` at its root. Every field is optional. */
export interface ProjectConfig {
  /**
   * Name of the project: `push` writes it into the ownership marker of what this project owns. Changing it makes everything that was pushed
   * before belong to another project. Defaults to the name in `package.json`, followed by the path below it.
   * @pattern ^\S+$
   */
  readonly project?: string;
  readonly grafana?: GrafanaConfig;
  readonly prometheus?: PrometheusGlobals;
  readonly urls?: PublicUrls;
  readonly compose?: ComposeConfig;
  readonly kubernetes?: KubernetesConfig;
  /**
   * Labels that say which part of the platform a series is from, such as `cluster`. Every aggregation of a rule must keep
   * them, and every dashboard has a variable for each. Defaults to none.
   */
  readonly identityLabels?: readonly string[];
  /** Checks that are switched off or have another severity, by the name that `check --list` prints. */
  readonly checks?: Readonly<Record<string, CheckSetting>>;
}

export interface GrafanaConfig {
  /** The folder that holds the dashboards. Defaults to "Monitoring", uid `monitoring`. */
  readonly folder?: Folder;
  /**
   * Tag of every dashboard, by which dashboards link to each other and `push --prune` finds those that it pushed; also
   * the name of the provisioning file. Defaults to `monitoring`.
   * @pattern ^[a-z0-9][a-z0-9_-]*$
   */
  readonly tag?: string;
  /** The menu of the other dashboards at the top of each one. */
  readonly menu?: Menu;
  /** Text of the annotation that marks a firing alert; `{{label}}` is replaced. Defaults to `{{severity}} · {{instance}}`. */
  readonly annotationText?: string;
  /** Marks deployments on every dashboard, beside those that were reported to Grafana's API with the tag `deployment`. */
  readonly deployments?: DeploymentMarks;
  /**
   * The form of the files in `grafana/dashboards/`: classic JSON for Grafana 9 to 13, or resources of schema v2 for
   * Grafana 13. `push` writes schema v2 where the server has it, else classic JSON. Defaults to `classic`.
   */
  readonly schema?: "classic" | "v2";
}

/** PromQL whose result is not empty while a deployment is new, and the mark's title and text with `{{label}}`. */
export interface DeploymentMarks {
  readonly expr: Promql;
  readonly title: string;
  readonly text: string;
}

export interface Folder {
  /** @minLength 1 */
  readonly title: string;
  /** @pattern ^[a-zA-Z0-9_-]{1,40}$ */
  readonly uid: string;
}

export interface Menu {
  /** @minLength 1 */
  readonly title: string;
  readonly tooltip: string;
}

/** Prometheus' `global` section. */
export interface PrometheusGlobals {
  /** Defaults to `15s`. */
  readonly scrapeInterval?: Duration;
  /** At most the scrape interval. Defaults to `10s`, or to the scrape interval where that is shorter. */
  readonly scrapeTimeout?: Duration;
  /** Defaults to `15s`. */
  readonly evaluationInterval?: Duration;
  /** Labels of every series and alert that leaves this Prometheus. */
  readonly externalLabels?: Readonly<Record<string, string>>;
}

/**
 * Addresses for people, such as `https://grafana.example.org`; without a trailing slash. They replace `ui` of the stack.
 * Where `PUBLIC_URL` is set, in the environment or in `compose/.env`, it stands in place of `http://localhost`.
 */
export interface PublicUrls {
  /** @pattern ^https?://.*[^/]$ */
  readonly grafana?: string;
  /** @pattern ^https?://.*[^/]$ */
  readonly prometheus?: string;
  /** @pattern ^https?://.*[^/]$ */
  readonly alertmanager?: string;
  /**
   * Runbooks are at `<runbooks>/<alert>.html`. Defaults to `public/runbooks` of Grafana.
   * @pattern ^https?://.*[^/]$
   */
  readonly runbooks?: string;
}

export interface ComposeConfig {
  /**
   * Path from the project's root. Defaults to `compose/docker-compose.monitoring.yml`.
   * @pattern \.ya?ml$
   */
  readonly file?: string;
  /** Containers are named `<prefix><service>`, such as `shop-`. Defaults to no prefix: any container name is accepted. */
  readonly containerPrefix?: string;
}

/** What the objects of `build --target kubernetes` say. */
export interface KubernetesConfig {
  /**
   * Namespace of every object. Defaults to `monitoring`.
   * @pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
   */
  readonly namespace?: string;
  /**
   * Name of the Helm release of kube-prometheus-stack: its Prometheus selects the objects that are labelled with it.
   * Defaults to `kube-prometheus-stack`.
   * @pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
   */
  readonly release?: string;
  /** Labels of the Grafana that grafana-operator gives dashboards and datasources to. Defaults to `dashboards: grafana`. */
  readonly grafanaLabels?: Readonly<Record<string, string>>;
}

/** How a problem counts: `check` and `build` fail on errors, and print warnings. */
export type ProblemSeverity = "error" | "warning";

export interface CheckSetting {
  readonly severity: ProblemSeverity | "off";
  /**
   * Why this project differs from the default.
   * @minLength 1
   */
  readonly reason: string;
}

/** A project's configuration with its defaults filled in. */
export interface Settings {
  /** Absent where `package.json` names the project. */
  readonly project?: string;
  readonly grafana: Required<Omit<GrafanaConfig, "deployments">> & Pick<GrafanaConfig, "deployments">;
  readonly prometheus: Required<PrometheusGlobals>;
  readonly compose: { readonly file: string; readonly containerPrefix?: string };
  readonly kubernetes: Required<KubernetesConfig>;
  readonly identityLabels: readonly string[];
  readonly checks: Readonly<Record<string, CheckSetting>>;
}

/** Path of the configuration from the project's root. */
export const configFile = "monitoring.config.ts";

/** Fills in what a project's configuration leaves out. */
export const settingsOf = ({
  project,
  grafana,
  prometheus,
  compose,
  kubernetes,
  identityLabels,
  checks,
}: ProjectConfig): Settings => ({
  ...(project !== undefined && { project }),
  grafana: {
    folder: { title: "Monitoring", uid: "monitoring" },
    tag: "monitoring",
    menu: { title: "Dashboards", tooltip: "The other dashboards of this project" },
    annotationText: "{{severity}} · {{instance}}",
    schema: "classic",
    ...grafana,
  },
  prometheus: globalsOf(prometheus ?? {}),
  compose: { file: "compose/docker-compose.monitoring.yml", ...compose },
  kubernetes: {
    namespace: "monitoring",
    release: "kube-prometheus-stack",
    grafanaLabels: { dashboards: "grafana" },
    ...kubernetes,
  },
  identityLabels: identityLabels ?? [],
  checks: checks ?? {},
});

function globalsOf({ scrapeInterval = "15s", ...rest }: PrometheusGlobals): Settings["prometheus"] {
  const scrapeTimeout = durationSeconds(scrapeInterval) < 10 ? scrapeInterval : "10s";
  return { scrapeInterval, scrapeTimeout, evaluationInterval: "15s", externalLabels: {}, ...rest };
}

/** Settings of a project without a configuration. */
export const defaultSettings: Settings = settingsOf({});

/** An address on localhost as a deployment has it. @param publicUrl its scheme and host */
const deployed = (url: string, publicUrl = "http://localhost"): string =>
  url.replace(/^https?:\/\/localhost(?=[:/]|$)/, publicUrl);

/** Links as a deployment has them. @param publicUrl scheme and host in place of localhost */
export const deployedLinks = ({ dashboards, runbooks }: Links, publicUrl?: string): Links => ({
  dashboards: deployed(dashboards, publicUrl),
  runbooks: deployed(runbooks, publicUrl),
});

/**
 * The stack with the public addresses of the configuration in place of its own.
 * @param publicUrl scheme and host in place of localhost
 */
export const withUrls = (stack: Stack, urls: PublicUrls = {}, publicUrl?: string): Stack =>
  Object.fromEntries(
    Object.entries(stack).map(([name, service]) => {
      const ui = name in urls ? urls[name as keyof PublicUrls] : service.ui;
      return [name, ui === undefined ? service : { ...service, ui: deployed(ui, publicUrl) }];
    }),
  );

/** Where dashboards and runbooks are for people. @param stack as `withUrls` returns it */
export function linksOf(stack: Stack, { grafana: url, runbooks }: PublicUrls = {}): Links {
  const grafana = url ?? stack.grafana?.ui ?? "http://localhost:3000";
  return { dashboards: `${grafana}/d`, runbooks: runbooks ?? `${grafana}/public/runbooks` };
}

/** A named Grafana in a project's `targets.ts`. It names variables, never their values. */
export interface GrafanaTarget {
  readonly server: string;
  readonly orgId?: string;
  /** The variable that holds its token. Defaults to `GRAFANA_TOKEN`. */
  readonly tokenVariable?: string;
}
