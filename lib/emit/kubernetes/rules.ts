import type { Emitter } from "../emit.ts";
import { ruleYaml } from "../rules.ts";
import { namespaced, objectFile, objectName, selectedLabels } from "./objects.ts";

/** A PrometheusRule for each rule group. */
export const emitPrometheusRules: Emitter = (model) =>
  model.rules.map(({ name, file, definition }) =>
    objectFile(`base/prometheus-rules/${name}.yaml`, file, {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: namespaced(model, objectName(model, name), selectedLabels(model)),
      spec: {
        groups: [
          { name, interval: definition.interval, rules: definition.rules.map((rule) => ruleYaml(rule, model.links)) },
        ],
      },
    }),
  );
