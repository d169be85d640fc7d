import { eq } from "../../alerting/matchers.ts";
import type { Model, Severity } from "../../model/model.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { inhibitionsOf } from "./walk.ts";

export const inhibitOverlap: Check = {
  name: "inhibit-overlap",
  why: "An alert on both sides is not silenced by its like, and Alertmanager, which remembers one source, may overlook another.",
  *find(model) {
    for (const { where, sources, targets } of inhibitionsOf(model)) {
      const both = sources.find((source) => targets.includes(source));
      if (!both) continue;
      const hint = `exclude it from the targets: neq("alertname", "${both.alert}")`;
      yield { ...where, message: `${both.alert} (${both.severity}) is on both sides`, hint };
    }
  },
  bad: () => inhibiting("critical", "critical"),
  good: () => inhibiting("critical", "warning"),
};

const inhibiting = (source: Severity, target: Severity): Model =>
  alertingExample({
    alerting: {
      inhibitRules: [
        { name: "rule", sourceMatchers: [eq("severity", source)], targetMatchers: [eq("severity", target)], equal: [] },
      ],
    },
  });
