import { type Promql, promql, record } from "../../../../lib/index.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { Model, Scrape, Service, TargetSource } from "../../../../lib/model/model.ts";
import { exampleModel, exampleService } from "../examples/model.ts";
import { type Tables, table, texts } from "./table.ts";

const found = (...targets: readonly TargetSource[]) => exampleModel({ stack: { shop: exampleService({ targets }) } });
const address = (text: string) => found({ addresses: [text] });
const scraped = (scrape: Partial<Scrape>, more: Partial<Service> = {}) =>
  exampleModel({ stack: { shop: exampleService({ scrape: { interval: "15s", ...scrape }, ...more }) } });

const modules = {
  http: { timeout: "5s", statusCodes: [200], followRedirects: true },
  tcp: { timeout: "5s" },
  icmp: { timeout: "5s" },
} as const;

/** A backend of `probes.ts` whose servers are found so. */
const probed = (...targets: readonly TargetSource[]): Model => ({
  ...exampleModel({}),
  probes: {
    interval: "30s",
    modules,
    backends: { orders: { title: "Orders", port: 5432, team: "platform", targets } },
  },
});

const inClusters = (model: Model, ...identityLabels: readonly string[]): Model => ({
  ...model,
  settings: settingsOf({ identityLabels: identityLabels.length > 0 ? identityLabels : ["cluster"] }),
});

/** Constants of the platform, by what they are recorded with, beside targets of two clusters. */
const facts = (...rules: readonly (readonly [expr: string, cluster?: string])[]): Model => ({
  ...inClusters(found({ addresses: ["shop-1"], cluster: "eu" }, { addresses: ["shop-2"], cluster: "us" })),
  rules: [
    {
      name: "facts",
      file: "rules/facts.ts",
      definition: {
        interval: "1m",
        rules: rules.map(([expr, cluster]) => ({
          ...record(
            "cluster:shops:expected",
            promql`vector(1)`,
            "Shops",
            cluster === undefined ? undefined : { cluster },
          ),
          expr: expr as Promql,
        })),
      },
    },
  ],
});

const notAddresses = ["HTTPS://a", "ab://a", "a/b", "://a", "a:0", "a:65536", "a:", "-a", "a-", "a b", "[::1", ""];
const addresses = ["shop", "s", "s-1.example.org:1", "s_1:65535", "[::1]:9100", "[fe80::1]", "10.0.0.1"];
const api = { url: "https://k8s", tokenFile: "token" };

export const targetCases: Tables = {
  "target-address": {
    refused: {
      ...texts(address, { refused: [...notAddresses] }).refused,
      "a name twice, with and without the port": () => found({ addresses: ["a", "b"] }, { addresses: ["a:9100"] }),
      "an agent of Consul": () => found({ consul: "http://consul", services: ["shop"] }),
      "a server of a backend": () => probed({ addresses: ["orders-1", "orders 2"] }),
    },
    accepted: {
      ...texts(address, { accepted: [...addresses] }).accepted,
      "one agent of Consul for two services": () =>
        found({ consul: "consul:8500", services: ["a"] }, { consul: "consul:8500", services: ["b"] }),
      "one name in two services": () => {
        const targets = [{ addresses: ["a"] }];
        return exampleModel({ stack: { a: exampleService({ targets }), b: exampleService({ targets }) } });
      },
      "what no list holds": () => found({ dns: ["shop"] }, { files: ["shop.json"] }, { kubernetes: "pod" }),
    },
  },
  "target-source": table((source: TargetSource) => found(source), {
    refused: {
      "a file of another kind": { files: ["shops.txt"] },
      "a star in a folder": { files: ["*/shops.json"] },
      "a file without a name of its kind": { files: ["json"] },
      "a port in a name": { dns: ["shop.example.org:9100"] },
      "a label that is too long": { dns: [`${"a".repeat(64)}.example.org`] },
      "a name that is too long": { dns: [`${"a.".repeat(127)}abc`] },
      "an empty label": { dns: ["shop..example.org"] },
      "a path of a token": { consul: "consul:8500", services: ["shop"], tokenFile: "secrets/consul" },
      "a hidden file": { consul: "consul:8500", services: ["shop"], tokenFile: ".consul" },
      "no file": { consul: "consul:8500", services: ["shop"], tokenFile: "" },
      "paths of a token and a certificate": {
        kubernetes: "pod",
        apiServer: { url: "https://k8s", tokenFile: "a/b", caFile: "c d" },
      },
    },
    accepted: {
      "files that Prometheus reads": { files: ["/etc/shops.json", "*.yml", "a/b*.yaml", "c.JSON", "d.YML", "e.YAML"] },
      "names of a service and of a zone": { dns: ["_http._tcp.shop.example.org", "a.", `${"a".repeat(63)}.b`] },
      "a token": { consul: "consul:8500", services: ["shop"], tokenFile: "consul_token-1.txt" },
      "no token": { consul: "consul:8500", services: ["shop"] },
      "an API with a certificate": { kubernetes: "pod", apiServer: { ...api, caFile: "ca.pem" } },
      "an API without one": { kubernetes: "pod", apiServer: api },
      "the API of the own cluster": { kubernetes: "pod" },
    },
  }),
  "target-labels": table(
    (labels: Readonly<Record<string, string>>) => found({ addresses: ["a"], cluster: "eu", labels }),
    {
      refused: {
        "labels of every target": { job: "a", instance: "a", service: "a", backend: "a" },
        "names that are none": { "a-b": "x", "1a": "x", __a: "x", "a b": "x" },
        "an empty value": { rack: "" },
        "the cluster twice": { cluster: "us" },
      },
      accepted: { "other names": { rack: "a", _a: "b", a1: "c" }, "a name of the language": { constructor: "a" } },
    },
  ),
  "target-identity": {
    refused: {
      "a backend's servers": () => {
        const model = inClusters(probed({ addresses: ["orders-1"] }));
        return { ...model, stack: found({ addresses: ["shop-1"], cluster: "eu" }).stack };
      },
      "an environment": () =>
        inClusters(
          found({ addresses: ["a"], environment: "test" }, { dns: ["b"] }, { addresses: ["c"], cluster: "eu" }),
          "environment",
        ),
      "a label of the project's own": () =>
        inClusters(found({ addresses: ["a"], labels: { zone: "1" } }, { addresses: ["b"] }), "zone"),
    },
    accepted: {
      "no target with the label": () => inClusters(found({ addresses: ["a"] }, { addresses: ["b"] })),
      "files, which have labels of their own": () =>
        inClusters(found({ addresses: ["a"], cluster: "eu" }, { files: ["b.json"] })),
      "a label of files only": () => inClusters(found({ files: ["b.json"], cluster: "eu" }, { addresses: ["a"] })),
      "no identity labels": () => found({ addresses: ["a"], cluster: "eu" }, { addresses: ["b"] }),
    },
  },
  "recorded-identity": {
    refused: {
      "a constant of one cluster": () => facts(["vector(3)", "eu"]),
      "a constant without a cluster": () => facts([" vector( 3 ) "]),
      "a sum of numbers": () => facts(["vector((2 + 3) * 4)", "us"]),
    },
    accepted: {
      "a constant of each": () => facts(["vector(3)", "eu"], ["vector(0)", "us"]),
      "a number that a query gives": () => facts(["vector(scalar(up))", "eu"]),
      "a query": () => facts(["vector(1) + up", "eu"]),
      "a query before a constant": () => facts(["up + vector(1)", "eu"]),
      "alerts beside it": () => inClusters(found({ addresses: ["a"], cluster: "eu" })),
    },
  },
  "scrape-timeout": {
    accepted: {
      "the default, which never exceeds the interval": () => scraped({ interval: "1s" }),
      "nothing that is scraped": () => exampleModel({ stack: { shop: exampleService() } }),
    },
  },
  "scrape-limits": {
    refused: {
      "labels that every series has": () => scraped({ limits: { labels: 3 } }),
      "values shorter than the job": () => scraped({ limits: { labelValueLength: 3 } }),
      "fewer targets than two lists have": () =>
        scraped(
          { limits: { targets: 2 } },
          { targets: [{ addresses: ["a"] }, { addresses: ["b", "c"] }, { dns: ["d"] }] },
        ),
    },
    accepted: {
      "just enough": () =>
        scraped(
          { limits: { labels: 4, labelValueLength: 4, targets: 1 } },
          { targets: [{ addresses: ["a"] }, { dns: ["d"] }] },
        ),
      "one target that no list has": () => scraped({ limits: { targets: 1 } }),
      "limits of something else": () => scraped({ limits: { samples: 1 } }, { targets: [{ addresses: ["a", "b"] }] }),
      "no limits": () => scraped({}, { targets: [{ addresses: ["a", "b"] }] }),
      "nothing that is scraped": () => exampleModel({ stack: { shop: exampleService() } }),
    },
  },
};
