import type { DatasourceDefinition, Model } from "../../../../lib/model/model.ts";
import type { Examples } from "./example.ts";
import { exampleModel } from "./model.ts";

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

export const datasourceExamples: Examples = {
  "datasource-default": {
    bad: () => withDatasources({ a: { isDefault: true }, b: { isDefault: true } }),
    good: () => withDatasources({ a: { isDefault: true }, b: { isDefault: false } }),
  },
  "datasource-service": {
    bad: () => withDatasources({ promehteus: {} }),
    good: () => withDatasources({ prometheus: {} }),
  },
};
