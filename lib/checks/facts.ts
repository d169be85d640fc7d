import { readyCatalogNames } from "../metrics/ready-catalogs.ts";
import { durationSeconds } from "../model/duration.ts";
import { didYouMean } from "../model/problem.ts";
import { type Check, inConfig } from "./check.ts";

/** `schema` is no check of the list: it compares every file with the format that its reader expects. */
const fixed = ["config-check", "schema"];

/** @param names of all other checks */
const configCheck = (names: readonly string[]): Check => ({
  name: "config-check",
  description: "A setting for a check that does not exist has no effect.",
  isFixed: true,
  *find({ settings }) {
    for (const name of Object.keys(settings.checks)) {
      const where = inConfig("checks", name);
      if (fixed.includes(name)) yield { ...where, message: `"${name}" cannot be switched off`, hint: "remove it" };
      else if (!names.includes(name))
        yield {
          ...where,
          message: `no check "${name}"`,
          hint: didYouMean(name, names) ?? "`check --list` prints all names",
        };
    }
  },
});

const configTimeout: Check = {
  name: "config-timeout",
  description: "Prometheus refuses to start with a scrape timeout that exceeds the scrape interval.",
  *find({ settings }) {
    const { scrapeInterval, scrapeTimeout } = settings.prometheus;
    if (durationSeconds(scrapeTimeout) > durationSeconds(scrapeInterval))
      yield {
        ...inConfig("prometheus", "scrapeTimeout"),
        message: `${scrapeTimeout} exceeds the scrape interval of ${scrapeInterval}`,
        hint: `write at most ${scrapeInterval}`,
      };
  },
};

/** Checks of `monitoring.config.ts`. @param others all other checks */
export const configChecks = (others: readonly Check[]): readonly Check[] => [
  configCheck([...others, configTimeout].map(({ name }) => name)),
  configTimeout,
];

export const kubernetesName: Check = {
  name: "kubernetes-name",
  description:
    "Kubernetes refuses names and labels that are longer than 63 characters, or have others than its own; Helm refuses releases of more than 53.",
  *find({ settings }) {
    const { namespace, release, grafanaLabels } = settings.kubernetes;
    if (namespace.length > 63)
      yield {
        ...inConfig("kubernetes", "namespace"),
        message: `it has ${namespace.length} characters of 63`,
        hint: "shorten it",
      };
    if (release.length > 53)
      yield {
        ...inConfig("kubernetes", "release"),
        message: `it has ${release.length} characters of 53`,
        hint: "shorten it",
      };
    for (const [label, value] of Object.entries(grafanaLabels)) {
      const [, prefix, name = label] = /^([a-z0-9.-]{1,253})\/(.*)$/.exec(label) ?? [];
      const isName = labelForm.test(prefix === undefined ? label : name) && label !== "";
      if (!isName || !labelForm.test(value))
        yield {
          ...inConfig("kubernetes", "grafanaLabels"),
          message: `${label}: "${value}" is no label of Kubernetes`,
          hint: "up to 63 letters, digits, - _ and ., with a letter or digit at both ends",
        };
    }
  },
};

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelForm = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

const serviceMetrics: Check = {
  name: "service-metrics",
  description: "Without a metric catalog, no query of the service's metrics can be checked.",
  *find({ stack, catalogs }) {
    const known = catalogs.map(({ name }) => name);
    for (const [name, { scrape, catalog = name }] of Object.entries(stack)) {
      if (!scrape || known.includes(catalog)) continue;
      const hint =
        didYouMean(catalog, [...known, ...readyCatalogNames]) ??
        `write metrics/${catalog}.ts with \`bigdata-monitoring metrics import\``;
      const message = `no metric catalog "${catalog}", neither in metrics/ nor in the library`;
      yield { file: "stack.ts", path: [name], message, hint };
    }
  },
};

const siteName: Check = {
  name: "site-name",
  description: "A site with the name of a service or a backend shares its alerts: nobody can see which of them fails.",
  *find({ stack, probes }) {
    for (const name of Object.keys(probes?.sites ?? {})) {
      const place = name in stack ? "stack.ts" : name in (probes?.backends ?? {}) ? "the backends" : undefined;
      if (place === undefined) continue;
      const where = { file: "probes.ts", path: ["sites", name] };
      yield { ...where, message: `"${name}" is in ${place} too`, hint: `name it "${name}-site"` };
    }
  },
};

const stackPort: Check = {
  name: "stack-port",
  description: "Two services cannot publish the same port on one machine: one of them fails to start.",
  *find({ stack }) {
    const seen = new Map<number, string>();
    for (const [name, { port }] of Object.entries(stack)) {
      const first = seen.get(port);
      if (first !== undefined)
        yield {
          file: "stack.ts",
          path: [name],
          message: `${first} uses port ${port} too`,
          hint: "choose another port",
        };
      seen.set(port, name);
    }
  },
};

/** Checks of the services of the stack. */
export const serviceChecks: readonly Check[] = [serviceMetrics, siteName, stackPort];

const datasourceDefault: Check = {
  name: "datasource-default",
  description:
    "Grafana refuses to start with two default datasources; with none, queries without a datasource go to any.",
  *find({ datasources }) {
    const [first] = datasources;
    if (first === undefined) return;
    const defaults = datasources.filter(({ definition }) => definition.isDefault);
    for (const { file } of defaults.slice(1))
      yield { file, path: ["isDefault"], message: `is a second default, after ${defaults[0]?.file}`, hint: "keep one" };
    if (defaults.length === 0)
      yield { file: first.file, path: ["isDefault"], message: "no datasource is the default", hint: "choose one" };
  },
};

const datasourceService: Check = {
  name: "datasource-service",
  description: "A datasource without a service of the stack has no address: its panels stay empty.",
  *find({ datasources, stack }) {
    for (const { name, file, definition } of datasources) {
      if ("raw" in definition) continue;
      const service = definition.service ?? name;
      if (service in stack) continue;
      const hint = didYouMean(service, Object.keys(stack)) ?? "set `service` to a service of stack.ts";
      yield { file, path: ["service"], message: `no service "${service}" in the stack`, hint };
    }
  },
};

const datasourceUnchecked: Check = {
  name: "datasource-unchecked",
  description: "The fields of a datasource of an unknown type are emitted without a check.",
  severity: "warning",
  *find({ datasources }) {
    for (const { file, definition } of datasources)
      if ("raw" in definition)
        yield {
          file,
          path: ["raw"],
          message: `nothing of datasource type "${definition.raw.type}" is checked`,
          hint: ["prometheus", "loki", "alertmanager"].includes(definition.raw.type)
            ? `write \`type: "${definition.raw.type}"\` and \`settings\` instead of \`raw\``
            : "test it in Grafana",
        };
  },
};

export const datasourceChecks: readonly Check[] = [datasourceDefault, datasourceService, datasourceUnchecked];
