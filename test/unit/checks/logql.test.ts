import { expect, it } from "vitest";
import { clickedValue, exploreLogs } from "../../../lib/authoring/logs.ts";
import { logqlChecks } from "../../../lib/checks/logql.ts";
import type { DatasourceDefinition, Defined, Model } from "../../../lib/model/model.ts";
import { exampleModel } from "./examples/model.ts";

const pipelines: Model["logs"] = [
  {
    name: "applications",
    file: "logs/applications.ts",
    definition: {
      help: "",
      source: { files: { paths: ["/var/log/app.log"] }, labels: { source: "application" } },
      stages: [{ labels: ["level"] }, { dropLabels: ["filename"] }],
    },
  },
  {
    name: "journal",
    file: "logs/journal.ts",
    definition: {
      help: "",
      source: {
        journal: { maxAge: "12h", relabel: [{ from: "__journal__systemd_unit", to: "unit" }] },
        labels: { source: "journal" },
      },
      stages: [],
    },
  },
];

/** What the checks say of a query in a link of a datasource. */
function problems(query: string): string[] {
  const link = { name: "Trace", url: exploreLogs("loki", query) };
  const definition = { title: "Loki", type: "loki", settings: { derivedFields: [link] } } as DatasourceDefinition;
  const datasource: Defined<DatasourceDefinition> = { name: "loki", file: "datasources/loki.ts", definition };
  const model = { ...exampleModel({}), logs: pipelines, datasources: [datasource] };
  return logqlChecks.flatMap((check) =>
    Array.from(
      check.find(model),
      ({ message, hint }) => `${check.name}: ${message.replace(`${query}: `, "")}; ${hint}`,
    ),
  );
}

it.each([
  '{source=~".+"}',
  `{source="application"} |= "x" | trace_id="${clickedValue}"`,
  '{source=~"journal|application", level!="debug"}',
  '{unit="ssh.service"} | json | user_id="7"',
  'sum by (level) (count_over_time({job="applications"} | logfmt | took > 5s [$__auto]))',
  'rate({source="application"} |~ `time.?out` [$__interval])',
  '{service_name="$service"}',
])("accepts %s", (query) => expect(problems(query)).toEqual([]));

it.each([
  ['{source="application"', "logql-syntax: it ends too early;"],
  ["{source='application'}", "logql-syntax: unexpected"],
  ['sum(rate({source="application"}))', "logql-syntax: unexpected"],
  ['{source="application"} | jsonn', "logql-syntax: "],
  ['{level!="debug"}', "logql-syntax: its selector also matches streams without its labels"],
  ['{source=~".*"}', "logql-syntax: its selector also matches"],
  ['{sorce="journal"}', 'logql-label: no log pipeline gives the label "sorce"; did you mean "source"?'],
  ['{filename="/var/log/app.log"}', 'logql-label: no log pipeline gives the label "filename"'],
  ['{source="jornal"}', "logql-label: no log pipeline gives these labels together; they give {"],
  ['{source="journal", level="error"}', "logql-label: no log pipeline gives these labels together"],
  ['{source=~"app"}', "logql-label: no log pipeline gives these labels together"],
])("refuses %s: %s", (query, problem) => expect(problems(query).join("\n")).toContain(problem));

/** What the checks say of an alert's action. */
const inAction = (action: string): string[] =>
  logqlChecks.flatMap((check) =>
    Array.from(check.find({ ...exampleModel({ alert: { action } }), logs: pipelines }), ({ message }) => message),
  );

it.each([
  'Read `{source="application"} |= "{{ $labels.pipeline }}"` in Loki.',
  'Compare the lines of {source="journal", unit="{{ $labels.unit }}"}.',
  'Run `sum by (level) (rate({source="application"}[5m]))` in Explore.',
  'Compare `up{job="etl"}` with the containers.',
])("accepts in an action: %s", (action) => expect(inAction(action)).toEqual([]));

it.each([
  ['({pipeline="{{ $labels.pipeline }}"} in Loki)', 'no log pipeline gives the label "pipeline"'],
  ['Read `{source="application"} |= no lease` in Loki.', "unexpected"],
  ['Run `sum by (level) (rate({source="jornal"}[5m]))`.', "gives these labels together"],
])("refuses in an action: %s", (action, problem) => expect(inAction(action).join()).toContain(problem));
