import type { DatasourceDefinition, Model } from "../model/model.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { didYouMean } from "./suggest.ts";

const prometheus = { title: "Prometheus", purpose: "Metrics", port: 9090, team: "platform" } as const;

/** A model whose stack has a `prometheus`. */
const withDatasources = (datasources: Readonly<Record<string, Partial<DatasourceDefinition>>>): Model => ({
  ...exampleModel({}),
  stack: { prometheus },
  datasources: Object.entries(datasources).map(([name, changes]) => ({
    name,
    file: `datasources/${name}.ts`,
    definition: { title: name, type: "prometheus", settings: {}, ...changes } as DatasourceDefinition,
  })),
});

const datasourceDefault: Check = {
  name: "datasource-default",
  why: "Grafana refuses to start with two default datasources; with none, queries without a datasource go to any.",
  *find({ datasources }) {
    const [first] = datasources;
    if (first === undefined) return;
    const defaults = datasources.filter(({ definition }) => definition.isDefault);
    for (const { file } of defaults.slice(1))
      yield { file, path: ["isDefault"], message: `is the default beside ${defaults[0]?.file}`, hint: "keep one" };
    if (defaults.length === 0)
      yield { file: first.file, path: ["isDefault"], message: "no datasource is the default", hint: "choose one" };
  },
  bad: () => withDatasources({ a: { isDefault: true }, b: { isDefault: true } }),
  good: () => withDatasources({ a: { isDefault: true }, b: { isDefault: false } }),
};

const datasourceService: Check = {
  name: "datasource-service",
  why: "A datasource without a service of the stack has no address: its panels stay empty.",
  *find({ datasources, stack }) {
    for (const { name, file, definition } of datasources) {
      if ("raw" in definition) continue;
      const service = definition.service ?? name;
      if (service in stack) continue;
      const hint = didYouMean(service, Object.keys(stack)) ?? "set `service` to a service of stack.ts";
      yield { file, path: ["service"], message: `no service "${service}" in the stack`, hint };
    }
  },
  bad: () => withDatasources({ promehteus: {} }),
  good: () => withDatasources({ prometheus: {} }),
};

export const datasourceChecks: readonly Check[] = [datasourceDefault, datasourceService];
