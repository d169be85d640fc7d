import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";

const prometheus = { title: "Prometheus", purpose: "Metrics", port: 9090, team: "platform" } as const;
const withDatasource = (name: string) => ({
  ...exampleModel({}),
  stack: { prometheus },
  datasources: [
    { name, file: `datasources/${name}.ts`, definition: { title: "Prometheus", type: "prometheus", settings: {} } },
  ] as const,
});

export const datasourceService: Check = {
  name: "datasource-service",
  description: "A datasource without a service of the stack has no address: every panel on it stays empty.",
  bad: () => withDatasource("promehteus"),
  good: () => withDatasource("prometheus"),
  *find({ datasources, stack }) {
    for (const { name, file, definition } of datasources) {
      const service = definition.service ?? name;
      if (service in stack) continue;
      const hint = didYouMean(service, Object.keys(stack)) ?? "name a service of stack.ts in `service`";
      yield { file, path: ["service"], message: `no service "${service}" in the stack`, hint };
    }
  },
};
