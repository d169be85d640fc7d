import { settingsOf } from "../../../../lib/model/config.ts";
import type { LogPipelineDefinition, LogSource, LogStage, LogStages } from "../../../../lib/model/logs.ts";
import type { LogAlert, LogExample, Model } from "../../../../lib/model/model.ts";
import { correctAlert, exampleModel } from "../examples/model.ts";
import { jsonBoard, panel } from "./boards.ts";
import { type Tables, table, texts } from "./table.ts";

const files: LogSource = { files: { paths: ["/var/log/app.log"] }, labels: { source: "application" } };
const docker: LogSource = {
  docker: {
    host: "unix:///var/run/docker.sock",
    refresh: "5s",
    relabel: [{ from: "__meta_docker_container_name", to: "container" as never, regex: "/(.*)" }],
  },
  labels: { source: "container" as never },
};
const journal: LogSource = {
  journal: { maxAge: "12h", relabel: [{ from: "__journal__systemd_unit", to: "unit" as never }] },
  labels: {},
};

const pipeline = (name: string, source: LogSource, stages: readonly LogStage[]): Model["logs"][number] => ({
  name,
  file: `logs/${name}.ts`,
  definition: { help: "Lines.", source, stages },
});

/** Stages without the types of labels, which a project makes of its own names. */
type Stages = readonly { readonly [name in keyof LogStages]?: unknown }[];
const from = (source: LogSource, ...stages: Stages): Model => ({
  ...exampleModel({}),
  logs: [pipeline("applications", source, stages as LogPipelineDefinition["stages"])],
});
const staged = (stages: Stages) => from(files, ...stages);
const inMatch = (...stages: Stages) => [{ match: { selector: '{source="application"}', stages } }];

interface Counted {
  readonly stages?: Stages;
  readonly expr?: string;
  readonly counted?: LogExample;
  readonly ignored?: LogExample;
}

const example = (line: string, pipelineName = "applications"): LogExample => ({ pipeline: pipelineName, line });
const refusals = 'sum(count_over_time({source="application"} |= "refused" [5m])) > 5';

/** An alert on lines of applications. */
const counting = ({ stages = [], expr = refusals, counted, ignored }: Counted): Model => {
  const { examples: _, runbook: __, ...alert } = correctAlert;
  const rule = {
    ...alert,
    alert: "LoginsRefused",
    expr,
    examples: { counted: [counted ?? example("refused")], ignored: [ignored ?? example("accepted")] },
  } as LogAlert;
  return {
    ...staged(stages),
    logAlerts: [{ name: "logins", file: "log-alerts/logins.ts", definition: { interval: "1m", rules: [rule] } }],
  };
};

const pipelines = [
  pipeline("applications", files, [{ labels: ["level" as never] }, { dropLabels: ["filename"] }]),
  pipeline("containers", docker, [
    { match: { selector: '{source="container"}', stages: [{ labels: ["stream" as never] }] } },
  ]),
  pipeline("journal", journal, []),
];

const loki = { datasource: { type: "loki" } };
const target = (expr: string) => ({ refId: "A", expr });
/** A panel of log lines. */
const shown = (expr: string): Model =>
  jsonBoard({ panels: [panel({ ...loki, targets: [target(expr)] })] }, { logs: pipelines });

const explore = (query: unknown, datasource = "loki") =>
  `http://grafana/explore?orgId=1&left=${encodeURIComponent(JSON.stringify({ datasource, queries: [{ expr: query }] }))}`;
const bad = '{source="aplication"}';

/** An alert with a text. */
const saying = (changes: object): Model => ({ ...exampleModel({ alert: changes }), logs: pipelines });

export const logCases: Tables = {
  "log-field": {
    refused: {
      ...table(staged, {
        refused: {
          "structured metadata": [{ structuredMetadata: ["trace"] }],
          "the time": [{ timestamp: { source: "time", format: "RFC3339" } }],
          "a value that is dropped": [
            { drop: { source: "levl", expression: "x", reason: "x" } },
            { json: { level: "l" } },
          ],
          "a value that a regular expression reads": [{ regex: { source: "msg", expression: "(?P<user>.*)" } }],
          "a value that is replaced": [{ replace: { source: "msg", expression: "(a)", replace: "b" } }],
          "a group without a name": [{ regex: { expression: "(level)" } }, { labels: ["level"] }],
          "a typing error": [{ json: { level: "lvl" } }, { labels: ["levl"] }],
        },
      }).refused,
      "a label of another source": () => from(journal, { labels: ["container"] }),
      "the file of a container": () => from(docker, { labels: ["filename"] }),
    },
    accepted: {
      ...table(staged, {
        accepted: {
          "labels of the source and the file": [{ labels: ["source", "filename"] }],
          "fields of JSON": [{ json: { level: "lvl" } }, { labels: ["level"] }],
          "fields of logfmt": [{ logfmt: { level: "lvl" } }, { structuredMetadata: ["level"] }],
          "groups of a regular expression": [
            { regex: { expression: "(?P<level>\\w+) (?P<user_1>\\w+)" } },
            { labels: ["level", "user_1"] },
          ],
          "groups of a replacement": [
            { replace: { expression: "(?P<user>\\w+)", replace: "x" } },
            { structuredMetadata: ["user"] },
          ],
          "a value that a template sets": [{ template: { source: "level", template: "info" } }, { labels: ["level"] }],
          "what a stage within a match extracts": [...inMatch({ json: { level: "lvl" } }), { labels: ["level"] }],
          "the line itself": [
            { drop: { expression: "x", reason: "x" } },
            { regex: { expression: "x" } },
            { replace: { expression: "(x)", replace: "y" } },
          ],
          "stages that read nothing": [{ limit: { rate: 1, burst: 1 } }, { dropLabels: ["nothing"] }],
        },
      }).accepted,
      "labels from metadata of containers": () => from(docker, { labels: ["container"] }),
      "labels from metadata of the journal": () => from(journal, { labels: ["unit"] }),
    },
  },
  "log-regex": {
    refused: {
      ...table(staged, {
        refused: {
          "a regular expression": [{ json: {} }, { regex: { expression: "(?<!a)b" } }],
          "the first line of an entry": [{ multiline: { firstLine: "(?=a)", maxWait: "3s", maxLines: 10 } }],
          "a replacement": [{ replace: { expression: "(a)\\1", replace: "" } }],
          "a stage within two matches": inMatch({ json: {} }, ...inMatch({ drop: { expression: "(", reason: "x" } })),
        },
      }).refused,
      "a relabelling of the journal": () =>
        from({ journal: { maxAge: "1h", relabel: [{ from: "a", to: "unit" as never, regex: "(" }] }, labels: {} }),
      "a relabelling of containers": () =>
        from({
          docker: { host: "a", refresh: "5s", relabel: [{ from: "a", to: "container" as never, regex: "[" }] },
          labels: {},
        }),
    },
    accepted: {
      "relabellings with and without": () => ({ ...exampleModel({}), logs: pipelines }),
    },
  },
  "log-template": table(staged, {
    refused: {
      "a replacement": [{ replace: { expression: "(a)", replace: "{{ .Value" } }],
      "a stage within a match": inMatch({ json: {} }, { template: { source: "a", template: "{{ end }}" } }),
    },
    accepted: { "a replacement by a text": [{ replace: { expression: "(a)", replace: "b" } }] },
  }),
  "log-name": {
    accepted: {
      "two names of letters": () => ({
        ...exampleModel({}),
        logs: [pipeline("a", files, []), pipeline("b", files, [])],
      }),
    },
  },
  "log-selector": table(staged, {
    refused: {
      "a selector within a match": [
        { json: {} },
        ...inMatch({ json: {} }, { match: { selector: "{level=error}", stages: [] } }),
      ],
    },
    accepted: { "a filter of lines": [{ match: { selector: '{a="b"} |~ "c"', stages: [] } }] },
  }),
  "log-alert-examples": table(counting, {
    refused: {
      "a pipeline that does not exist": { counted: example("refused", "aplications") },
      "a pipeline of another name": { counted: example("refused", "x") },
      "a line that must not count": { ignored: example("refused too") },
      "a line that the pipeline drops": { stages: [{ drop: { expression: "refused", reason: "noise" } }] },
      "two entries": { counted: example("refused\nrefused") },
      "a selector that is none": { expr: 'sum(count_over_time({source="application"} |= `refused` [5m])) > 5' },
      "a template that the library cannot run": {
        stages: [{ template: { source: "a", template: "{{ htmlEscape .Entry }}" } }],
      },
      "one of two queries": {
        expr: 'sum(count_over_time({source="application"} [5m])) > 5 and sum(rate({source="container"} |= "refused" [5m])) > 1',
        ignored: example("accepted"),
      },
    },
    accepted: {
      "a dropped line that must not count": {
        stages: [{ drop: { expression: "quiet", reason: "noise" } }],
        ignored: example("refused, quiet"),
      },
      "an entry of two lines": {
        stages: [{ multiline: { firstLine: "^\\S", maxWait: "3s", maxLines: 10 } }],
        counted: example("login\n  refused"),
      },
    },
  }),
  "logql-syntax": {
    refused: {
      ...texts(shown, {
        refused: [
          "{}",
          '{source=~".*"}',
          '{source=~"application|"}',
          '{source!="application"} |= "x"',
          '{source=""}',
          '{source=~"($source)?"}',
          '{source=~"a(?!b)"}',
          '{source="a"} | level=~"a(?!b)"',
          'sum(rate({source="application"}[5m])) / sum(rate({level!="info"}[5m]))',
          'rate({source="application"}[5m]',
          '{source="application"} |= "x" unexpected words that go on for longer than thirty',
        ],
      }).refused,
      "a target of its own datasource": () =>
        jsonBoard({ panels: [panel({ targets: [{ ...target("{"), datasource: { type: "loki" } }] })] }),
      "a link to Explore in a panel": () =>
        jsonBoard({ panels: [panel({ links: [{ title: "Lines", url: explore("{") }] })] }),
      "a link to Explore in a datasource": () => ({
        ...exampleModel({}),
        datasources: [
          {
            name: "prometheus",
            file: "datasources/prometheus.ts",
            definition: { title: "Metrics", type: "prometheus", settings: { links: [explore("{")] } } as never,
          },
        ],
      }),
      "an alert's logs": () => saying({ logs: "{source=" }),
      "an alert's logs for its series": () => saying({ logs: '{source="{{ $labels.a }}"} |= {{ $labels.b }}' }),
      "an alert's links to Explore": () =>
        saying({ annotations: { lines: `See ${explore("{")} and ${explore("{{")}` } }),
      "a query in an action": () => saying({ action: 'Read `{source="application"} |= ` first.' }),
      "a query without blanks": () => saying({ description: 'Counts `sum(rate({source="a"}[5m])`.' }),
      "a query in a description": () => saying({ description: 'Counts `sum(rate( {source="a"}[5m])`.' }),
      "a query in an annotation": () => saying({ annotations: { note: '`{source=~".*"}`' } }),
      "a query in a runbook": () =>
        saying({
          runbook: {
            check: ['Read {source=~".*"} and wait.'],
            found: { "Nothing is found": ['Read `{level!="info"}`.'] },
            undo: "Nothing.",
            verify: "It is over.",
            call: { after: "1h" },
          },
        }),
      "an alert on lines": () => counting({ expr: "sum(rate({source=~'x'}[5m])) > 1" }),
    },
    accepted: {
      ...texts(shown, {
        accepted: [
          '{source="application"}',
          '{source=~"$source"}',
          '{source="$source"}',
          '{source="application"} | json | level="" | user=~".*"',
          'rate({source="application"}[$__auto])',
          'rate({source="application"}[$__interval]) + rate({source="application"}[$__range])',
          'rate({source="application"}[$__rate_interval])',
          'rate({source="$' + '{source:regex}"}[$' + "{__auto}])",
          '{source!~"|a"}',
        ],
      }).accepted,
      "queries of another datasource": () =>
        jsonBoard({
          panels: [
            panel({ targets: [{ ...target("{") }, { refId: "B" }], ...{ datasource: { type: "tempo" } } }),
            panel({ ...loki, targets: [{ ...target("{"), datasource: { type: "tempo" } }, {}] }),
            panel({ datasource: undefined, targets: [target("{")] }),
          ],
        }),
      "links to Explore of another datasource": () =>
        jsonBoard({ panels: [panel({ links: [{ url: explore("{", "tempo") }, { url: explore(undefined) }] })] }),
      "links that are not ours": () =>
        jsonBoard({
          panels: [
            panel({
              links: [
                { url: "/explore?left=%7B" },
                { url: "/explore?panes=%7B%7D" },
                { url: `/explore?left=${encodeURIComponent("{}")}` },
                { url: `/d/hosts?left=${encodeURIComponent('{"datasource":"loki","queries":[{"expr":"{"}]}')}` },
              ],
            }),
          ],
        }),
      "a selector of metrics in a text": () => saying({ description: 'Counts up{job=""} and {__name__=""}.' }),
      "a selector at the beginning of a sentence": () => saying({ summary: '{source="application"} has no lines' }),
      "a selector within a command": () => saying({ action: 'Run `logcli query {source="application"} now`.' }),
      "what a template prints": () => saying({ description: 'Read {source="{{ $labels.source }}"}.' }),
      "an alert's logs for its series": () => saying({ logs: '{source="{{ $labels.a |\n toUpper }}"}' }),
    },
  },
  "logql-label": {
    refused: {
      ...texts(shown, {
        refused: [
          bad,
          '{sorce="application"}',
          '{nothing="x"}',
          '{source="container", unit="ssh.service"}',
          '{source="application", filename="/var/log/app.log"}',
          '{source=~"app"}',
          '{source!~"application|container", job!="journal"}',
          '{job="app"}',
          `sum(rate({source="application"}[5m])) + sum(rate(${bad}[5m]))`,
        ],
      }).refused,
      "a query in a link": () =>
        jsonBoard({ panels: [panel({ links: [{ url: explore(bad) }] })] }, { logs: pipelines }),
      "a selector in a sentence": () =>
        saying({ summary: `Lines of ${bad} are missing`, description: `Read \`x\` ${bad}` }),
    },
    accepted: {
      ...texts(shown, {
        accepted: [
          '{source="application", level="error"}',
          '{source="container", stream="stderr", container=~"shop.*"}',
          '{unit="ssh.service", job="journal"}',
          '{service_name="shop", host="a"}',
          '{source="$source"}',
          '{source="application", unit=""}',
          '{source!="application"}',
          '{job=~"$job"}',
        ],
      }).accepted,
      "what a template prints": () => saying({ description: 'Read {source="{{ $labels.source }}"}.' }),
      "an identity label": () => ({
        ...shown('{cluster="eu"}'),
        settings: settingsOf({ identityLabels: ["cluster"] }),
      }),
      "anything where nothing is known of pipelines": () => ({ ...shown(bad), logs: [] }),
    },
  },
};
