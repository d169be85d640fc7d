import { type ProjectConfig, settingsOf } from "../../../../lib/model/config.ts";
import type { DatasourceDefinition, Model, Probes, Service } from "../../../../lib/model/model.ts";
import type { Promql } from "../../../../lib/promql/promql.ts";
import { alertingExample, correctAlert, exampleModel, exampleService } from "../examples/model.ts";
import { type Tables, table, texts } from "./table.ts";

export const configured = (config: ProjectConfig): Model => exampleModel({ settings: settingsOf(config) });
export const serving = (stack: Readonly<Record<string, Partial<Service>>>): Model =>
  exampleModel({
    stack: Object.fromEntries(Object.entries(stack).map(([name, changes]) => [name, exampleService(changes)])),
  });

/** The model with alerts on lines, each correct except for its changes. */
const onLines = (...changes: readonly object[]): Model => {
  const { examples: _, ...alert } = correctAlert;
  const examples = { counted: [{ line: "a", pipeline: "a" }], ignored: [{ line: "b", pipeline: "a" }] };
  const rules = changes.map((each) => ({ ...alert, expr: 'sum(rate({a="b"}[5m]))', examples, ...each }));
  return {
    ...exampleModel({}),
    logAlerts: [{ name: "lines", file: "log-alerts/lines.ts", definition: { interval: "1m", rules: rules as never } }],
  };
};

export const datasources = (definitions: Readonly<Record<string, object>>, stack: Model["stack"] = {}): Model => ({
  ...exampleModel({ stack }),
  datasources: Object.entries(definitions).map(([name, changes]) => ({
    name,
    file: `datasources/${name}.ts`,
    definition: { title: name, type: "prometheus", settings: {}, ...changes } as DatasourceDefinition,
  })),
});
const raw = (type: string) => ({ title: "Raw", raw: { type } });

export const modules: Probes["modules"] = {
  http: { timeout: "5s", statusCodes: [200], followRedirects: true },
  tcp: { timeout: "5s" },
  icmp: { timeout: "5s" },
};
export const probing = (probes: Partial<Probes>): Model => ({
  ...exampleModel({}),
  probes: { interval: "30s", modules, backends: {}, ...probes },
});

const label = (name: string): Model => exampleModel({ alert: { labels: { [name]: "x" } } });
const kubernetes = (changes: NonNullable<ProjectConfig["kubernetes"]>): Model => configured({ kubernetes: changes });
const grafanaLabel = ([name, value]: readonly [name: string, value: string]): Model =>
  kubernetes({ grafanaLabels: { [name]: value } });

export const definitionCases: Tables = {
  "config-check": table((name: string) => configured({ checks: { [name]: { severity: "off", reason: "None." } } }), {
    refused: { "the check of this": "config-check", "the format of files": "schema", "no name at all": "x" },
    accepted: { "another check of the configuration": "config-timeout" },
  }),
  "config-timeout": {
    accepted: {
      "the interval itself": () => configured({ prometheus: { scrapeInterval: "60s", scrapeTimeout: "1m" } }),
    },
  },
  "service-metrics": {
    refused: {
      "a catalog of another name": () => serving({ shop: { scrape: { interval: "15s" }, catalog: "node-exportr" } }),
      "no catalog": () => serving({ shop: { scrape: { interval: "15s" } } }),
    },
    accepted: { "a service that is not scraped": () => serving({ shop: {} }) },
  },
  "site-name": {
    refused: {
      "a backend": () =>
        probing({
          backends: { shop: { title: "Shop", port: 80, team: "platform" } },
          sites: { shop: { title: "Shop", url: "https://shop.example.com", team: "platform" } },
        }),
    },
    accepted: { "no sites": () => probing({}), "no probes": () => exampleModel({}) },
  },
  "stack-port": {
    refused: {
      "three services": () => serving({ a: { port: 80 }, b: { port: 80 }, c: { port: 80 } }),
    },
  },
  "datasource-default": {
    refused: {
      "no default": () => datasources({ a: {}, b: { isDefault: false } }),
      "three defaults": () => datasources({ a: { isDefault: true }, b: { isDefault: true }, c: { isDefault: true } }),
    },
    accepted: { "no datasources": () => datasources({}) },
  },
  "datasource-service": {
    refused: { "a service of another name": () => datasources({ metrics: { service: "prometheus" } }) },
    accepted: {
      "a service that is named": () =>
        datasources({ metrics: { service: "prometheus" } }, { prometheus: exampleService() }),
      "a datasource of another type": () => datasources({ orders: raw("postgres") }),
    },
  },
  "datasource-unchecked": table((type: string) => datasources({ a: raw(type), b: {} }), {
    refused: { metrics: "prometheus", logs: "loki", alerts: "alertmanager" },
  }),
  "label-name": {
    ...texts(label, { accepted: ["a", "_a1", "A"] }),
    refused: {
      ...texts(label, { refused: ["1a", "data-center", "", "ä", "a b"] }).refused,
      "an annotation": () => exampleModel({ alert: { annotations: { "run-book": "x", __name__: "y" } } }),
      "a recording rule": () =>
        exampleModel({ records: [{ record: "a:b:c", expr: "up" as Promql, help: "", labels: { "a-b": "x" } }] }),
      "an alert on lines": () => onLines({ labels: { "a-b": "x" } }),
      "labels of the configuration": () =>
        configured({ prometheus: { externalLabels: { "a-b": "x" } }, identityLabels: ["c-d"] }),
    },
  },
  "template-name": texts((name) => alertingExample({ alerting: { templates: { [name]: "" } } }), {
    refused: ["", ".hidden", "a b", "a/b", "x".repeat(242)],
    accepted: ["a", "-a", "_a.b-c", "x".repeat(241)],
  }),
  "kubernetes-name": {
    refused: {
      "a release": () => kubernetes({ release: "r".repeat(54) }),
      "a namespace and a release": () => kubernetes({ namespace: "n".repeat(64), release: "r".repeat(54) }),
      ...table(grafanaLabel, {
        refused: {
          "an empty name": ["", "x"],
          "a name that is too long": ["n".repeat(64), "x"],
          "a hyphen at the beginning": ["-a", "x"],
          "a hyphen at the end": ["a-", "x"],
          "a prefix in capitals": ["Example.org/a", "x"],
          "two slashes": ["example.org/a/b", "x"],
          "no prefix": ["/a", "x"],
          "a value that is too long": ["a", "x".repeat(64)],
          "a value with a blank": ["a", "x y"],
          "a prefix that is too long": [`${"e".repeat(254)}/a`, "x"],
        },
      }).refused,
    },
    accepted: {
      "a release": () => kubernetes({ release: "r".repeat(53) }),
      ...table(grafanaLabel, {
        accepted: {
          "a name": ["n".repeat(63), "x".repeat(63)],
          "one letter": ["a", "1"],
          "signs in the middle": ["a-b_c.D", "x.y"],
          "a prefix": [`${"e".repeat(253)}/a`, ""],
        },
      }).accepted,
    },
  },
};
