import type { Model } from "../model/model.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";

export const datasourceDefault: Check = {
  name: "datasource-default",
  description: "Grafana refuses to start with two default datasources, and Explore opens on any with none.",
  *find({ datasources }) {
    const [first] = datasources;
    if (first === undefined) return;
    const defaults = datasources.filter(({ definition }) => definition.isDefault);
    for (const { file } of defaults.slice(1))
      yield { file, path: ["isDefault"], message: `is the default beside ${defaults[0]?.file}`, hint: "keep one" };
    if (defaults.length === 0)
      yield { file: first.file, path: ["isDefault"], message: "no datasource is the default", hint: "choose one" };
  },
  bad: () => withDefaults(true, true),
  good: () => withDefaults(true, false),
};

const withDefaults = (...defaults: readonly boolean[]): Model => ({
  ...exampleModel({}),
  datasources: defaults.map((isDefault, i) => ({
    name: `prometheus-${i}`,
    file: `datasources/prometheus-${i}.ts`,
    definition: { title: `Prometheus ${i}`, type: "prometheus", isDefault, settings: {} },
  })),
});
