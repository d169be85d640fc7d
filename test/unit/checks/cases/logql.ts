import { settingsOf } from "../../../../lib/model/config.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { exampleModel } from "../examples/model.ts";
import { jsonBoard, panel } from "./boards.ts";
import { counting, pipelines } from "./pipelines.ts";
import { type Tables, texts } from "./table.ts";

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

export const logqlCases: Tables = {
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
