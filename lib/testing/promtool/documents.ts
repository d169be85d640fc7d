import type { Duration } from "../../model/model.ts";
import type { Experiment, Trial } from "../experiment.ts";

/** How often rules are evaluated in tests, whatever their group says: promtool knows one interval a file. */
export const evaluationInterval: Duration = "1m";

/** The label that says which question a sample answers. */
export const questionLabel = "promtool_question";

/** A rule file with the experiment's rules. JSON is YAML. */
export const ruleDocument = ({ rules }: Experiment): string =>
  JSON.stringify({ groups: [{ name: "experiment", rules }] });

/**
 * A test file that fails on purpose: nothing is expected, so promtool tells all that it found.
 * @param ruleFile path of the rule file, from the test file
 */
export const testDocument = ({ trials }: Experiment, ruleFile: string): string =>
  JSON.stringify({
    rule_files: [ruleFile],
    evaluation_interval: evaluationInterval,
    tests: trials.map(test),
  });

const test = ({ given, step, at, alerts, asked }: Trial, i: number) => ({
  name: `${i}`,
  interval: step,
  input_series: Object.entries(given).map(([series, values]) => ({ series, values })),
  alert_rule_test: alerts.map((alertname) => ({ eval_time: at, alertname, exp_alerts: [] })),
  promql_expr_test: asked.map((expr, question) => ({
    expr: `label_replace(${expr}\n, "${questionLabel}", "${question}", "", "")`,
    eval_time: at,
    exp_samples: [],
  })),
});
