import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";

const datasourceDefault: Check = {
  name: "datasource-default",
  description:
    "Grafana refuses to start with two default datasources; with none, queries without a datasource go to any.",
  *find({ datasources }) {
    const [first] = datasources;
    if (first === undefined) return;
    const defaults = datasources.filter(({ definition }) => definition.isDefault);
    for (const { file } of defaults.slice(1))
      yield { file, path: ["isDefault"], message: `is the default beside ${defaults[0]?.file}`, hint: "keep one" };
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

export const datasourceChecks: readonly Check[] = [datasourceDefault, datasourceService];
