import { record } from "../authoring/define.ts";
import { promql } from "../promql/promql.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { rulesOf } from "./walk.ts";

/** Source: https://prometheus.io/docs/practices/rules/#naming */
const levelMetricOperation = /^[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z_][a-zA-Z0-9_]*$/;

export const ruleRecordName: Check = {
  name: "rule-record-name",
  why: "A recorded series is told from an exporter's by its name level:metric:operation, which also says what it keeps.",
  *find(model) {
    const seen = new Map<string, string>();
    for (const { rule, where } of rulesOf(model)) {
      if (!("record" in rule)) continue;
      if (!levelMetricOperation.test(rule.record))
        yield {
          ...where,
          message: `"${rule.record}" is not level:metric:operation`,
          hint: "see Prometheus' naming of recording rules",
        };
      const first = seen.get(rule.record);
      if (first !== undefined && rule.labels === undefined)
        yield {
          ...where,
          message: `${rule.record} is recorded in ${first} too`,
          hint: "remove one, or tell them apart by labels",
        };
      seen.set(rule.record, where.file);
    }
  },
  bad: () => exampleModel({ records: [record("cpu_busy", promql`vector(1)`, "Busy")] }),
  good: () => exampleModel({ records: [record("instance:node_cpu_busy:ratio_rate5m", promql`vector(1)`, "Busy")] }),
};
