import { line, row } from "../../../../lib/authoring/define.ts";
import { logs } from "../../../../lib/authoring/panels/index.ts";
import type { LogPipelineDefinition, LogStage } from "../../../../lib/model/logs.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { boardModel } from "./board.ts";
import { type Examples, pair } from "./example.ts";
import { exampleModel } from "./model.ts";

export const logExamples: Examples = {
  "log-field": pair((label: string) => withStages({ json: { level: "lvl" } }, { labels: [label] } as LogStage), {
    bad: "service",
    good: "level",
  }),
  "log-regex": pair((expression: string) => withStages({ drop: { expression, reason: "debug" } }), {
    bad: "(?<=level=)debug",
    good: "(?i)level=(?P<level>debug)",
  }),
  "log-template": pair((template: string) => withStages({ template: { source: "level", template } }), {
    bad: '{{ if eq .Value "E" }}error',
    good: '{{ if eq .Value "E" }}error{{ else }}{{ ToLower .Value }}{{ end }}',
  }),
  "log-name": pair((name: string) => withPipelines("web_logs", name), { bad: "web-logs", good: "shop-logs" }),
  "log-selector": pair(
    (selector: string) => withStages({ match: { selector, stages: [{ json: { level: "level" } }] } }),
    { bad: '{source="container"} |~ `^\\s*\\{`', good: '{source="container"} |~ "^\\\\s*\\\\{"' },
  ),
  "log-alert-examples": pair(
    (line: string): Model => {
      const model = withStages({ labels: ["level"] });
      const example = (text: string) => ({ pipeline: "applications", line: text });
      const rule = {
        ...({ alert: "LoginsRefused", for: "0m", severity: "warning", team: "platform" } as const),
        ...({ domain: "infrastructure", concern: "performance", dashboard: "shop" } as const),
        action: "Block the address.",
        ...{ summary: "Logins are refused", description: "Somebody guesses passwords." },
        expr: 'sum(count_over_time({source="application"} |~ "refused" [5m])) > 5',
        examples: { counted: [example(line)], ignored: [example("accepted")] },
      } as const;
      return {
        ...model,
        logAlerts: [{ name: "logins", file: "log-alerts/logins.ts", definition: { interval: "1m", rules: [rule] } }],
      };
    },
    { bad: "login denied", good: "login refused" },
  ),
  "logql-syntax": pair(logPanel, { bad: "{source='application'}", good: '{source="application"} |= "x"' }),
  "logql-label": pair(logPanel, { bad: '{source="aplication"}', good: '{source="application"}' }),
};

const withPipelines = (...names: readonly string[]): Model => {
  const [pipeline] = withStages({ json: { level: "level" } }).logs;
  return {
    ...exampleModel({}),
    logs: pipeline ? names.map((name) => ({ ...pipeline, name, file: `logs/${name}.ts` })) : [],
  };
};

/** A board whose only panel shows these lines, beside a pipeline that gives `source="application"`. */
function logPanel(expr: string): Model {
  const board = boardModel(row("Logs", line(8, [logs("Lines", { description: "What is reported.", expr })])));
  return { ...board, logs: withStages({ labels: ["level"] }).logs };
}

const withStages = (...stages: LogPipelineDefinition["stages"]): Model => ({
  ...exampleModel({}),
  logs: [
    {
      name: "applications",
      file: "logs/applications.ts",
      definition: {
        help: "Files of applications.",
        source: { files: { paths: ["/var/log/app.log"] }, labels: { source: "application" } },
        stages,
      },
    },
  ],
});
