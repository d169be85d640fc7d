import { promql, record } from "../../../../lib/index.ts";
import type { Duration, Model, Scrape, TargetSource } from "../../../../lib/model/model.ts";
import { type Examples, pair } from "./example.ts";
import { exampleModel, exampleService } from "./model.ts";

const targetsOf = (...targets: TargetSource[]) => exampleModel({ stack: { shop: exampleService({ targets }) } });

const scraped = (changes: Partial<Scrape>, targets?: readonly TargetSource[]) =>
  exampleModel({
    stack: { shop: exampleService({ scrape: { interval: "15s", ...changes }, ...(targets && { targets }) }) },
  });

export const serviceExamples: Examples = {
  "target-address": pair((address: string) => targetsOf({ addresses: ["shop-1", address] }), {
    bad: "http://shop-2/metrics",
    good: "shop-2:9600",
  }),
  "target-source": pair((file: string) => targetsOf({ files: [file] }), {
    bad: "shops/*/all.json",
    good: "shops/*.json",
  }),
  "target-labels": pair((name: string) => targetsOf({ addresses: ["shop"], labels: { [name]: "a" } }), {
    bad: "instance",
    good: "rack",
  }),
  "target-identity": pair(
    (second: TargetSource): Model => {
      const model = targetsOf({ addresses: ["shop-1"], cluster: "eu" }, second);
      return { ...model, settings: { ...model.settings, identityLabels: ["cluster"] } };
    },
    { bad: { addresses: ["shop-2"] }, good: { addresses: ["shop-2"], cluster: "us" } },
  ),
  "recorded-identity": pair(
    (clusters: readonly string[]): Model => {
      const model = targetsOf({ addresses: ["shop-1"], cluster: "eu" }, { addresses: ["shop-2"], cluster: "us" });
      const rules = clusters.map((cluster) =>
        record("cluster:shops:expected", promql`vector(1)`, "Shops that are open", { cluster }),
      );
      return {
        ...model,
        settings: { ...model.settings, identityLabels: ["cluster"] },
        rules: [{ name: "facts", file: "rules/facts.ts", definition: { interval: "1m", rules } }],
      };
    },
    { bad: ["eu"], good: ["eu", "us"] },
  ),
  "scrape-timeout": pair((timeout: Duration) => scraped({ timeout }), { bad: "16s", good: "15s" }),
  "scrape-limits": pair((targets: number) => scraped({ limits: { targets } }, [{ addresses: ["a", "b"] }]), {
    bad: 1,
    good: 2,
  }),
  "service-metrics": pair(withCatalog, { bad: "shops", good: "shop" }),
  "site-name": pair(
    (name: string) => ({
      ...exampleModel({ stack: { shop: exampleService({ port: 9100 }) } }),
      probes: {
        interval: "30s" as const,
        modules: {
          http: { timeout: "5s" as const, statusCodes: [200], followRedirects: true },
          tcp: { timeout: "5s" as const },
          icmp: { timeout: "5s" as const },
        },
        backends: {},
        sites: { [name]: { title: "Shop", url: "https://shop.example.com/health", team: "platform" } },
      },
    }),
    { bad: "shop", good: "shop-site" },
  ),
  "stack-port": pair(
    (port: number) => exampleModel({ stack: { a: exampleService({ port: 9100 }), b: exampleService({ port }) } }),
    { bad: 9100, good: 9101 },
  ),
};

function withCatalog(name: string): Model {
  return {
    ...exampleModel({ stack: { shop: exampleService({ scrape: { interval: "15s" } }) } }),
    catalogs: [{ name, file: `metrics/${name}.ts`, definition: { title: "Shop", version: "1", metrics: {} } }],
  };
}
