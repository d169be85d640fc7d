import { expect, it } from "vitest";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import { addMatchers, withIdentity } from "../../../lib/emit/identity.ts";
import { defineDashboard, line, panels, promql, row } from "../../../lib/index.ts";
import { defaultSettings } from "../../../lib/model/config.ts";
import { placeAsWritten } from "../../../lib/promql/promql.ts";
import { panelQueries } from "../../support/panel-queries.ts";

const cluster = (): Record<string, string> => ({ cluster: '=~"$cluster"' });

it.each([
  ["up", 'up{cluster=~"$cluster"}'],
  ["up{}", 'up{cluster=~"$cluster"}'],
  ['{__name__="up"}', '{__name__="up",cluster=~"$cluster"}'],
  ['up{job="a",}', 'up{job="a",cluster=~"$cluster",}'],
  ['up{cluster="eu"}', 'up{cluster="eu"}'],
  [
    'sum by (job) (rate(a_total{job=~"$job"}[$__rate_interval] offset 1h)) / on (job) b',
    'sum by (job) (rate(a_total{job=~"$job",cluster=~"$cluster"}[$__rate_interval] offset 1h)) / on (job) b{cluster=~"$cluster"}',
  ],
  [
    'label_replace(up{a="}"}, "x", "$1", "y", "(.*)")',
    'label_replace(up{a="}",cluster=~"$cluster"}, "x", "$1", "y", "(.*)")',
  ],
  ["sum(", "sum("],
  ["vector(0)", "vector(0)"],
])("adds matchers to %s", (before, after) => expect(addMatchers(before, cluster)).toBe(after));

it("names the place of a problem as it was written", () => {
  const text = addMatchers('rate(a{job="x"}[5m]) / b', cluster);
  expect(placeAsWritten({ text, from: text.indexOf("/") })).toEqual({ text: 'rate(a{job="x"}[5m]) / b', from: 21 });
  expect(placeAsWritten({ text, from: 5 })).toEqual({ text: 'rate(a{job="x"}[5m]) / b', from: 5 });
});

const queries = [
  promql`sum(rate(http_requests_total{job="api"}[5m]))`,
  promql`job:http_requests:rate5m`,
  promql`instance_route:http_requests:rate5m`,
  promql`count(ALERTS{alertstate="firing"})`,
];
const board = (more = {}) =>
  compileDashboard(
    "api",
    defineDashboard({
      ...{ title: "API", question: "Is it well?" },
      rows: [
        row(
          "API",
          line(8, [
            ...queries.map((query, i) => panels.timeseries(`Panel ${i}`, { description: "", unit: "short", query })),
            panels
              .logs("Logs", { description: "", expr: '{source="api"}' })
              .links([panels.dashboardLink("Hosts", "hosts")]),
          ]),
        ),
      ],
      ...more,
    }),
    { ...defaultSettings, identityLabels: ["environment", "cluster"] },
  );
const identity = 'environment=~"$environment",cluster=~"$cluster"';

it("narrows each query to the selected parts, and to the instance where the series has one", () => {
  expect(panelQueries(board()).map(({ expr }) => expr)).toEqual([
    `sum(rate(http_requests_total{job="api",${identity},instance=~"$instance"}[5m]))`,
    `job:http_requests:rate5m{${identity}}`,
    `instance_route:http_requests:rate5m{${identity},instance=~"$instance"}`,
    `count(ALERTS{alertstate="firing",${identity}})`,
    expect.stringMatching(/^\{environment=~"\$environment", cluster=~"\$cluster", source="api"\} /),
  ]);
});

it("narrows the selectors of log queries only", () => {
  const unit = "$".concat("{unit}");
  const expr = [
    'sum(rate({source="a{b", unit=~"$UNIT"} |= `{` [$__auto])) # {c}'.replace("$UNIT", unit),
    '/ sum(rate({source="a"} |~ "\\"{" [5m]))',
  ];
  const logs = panels.logs("Logs", { description: "", expr: expr.join("\n") });
  const rows = [row("API", line(8, [logs]))];
  const [query] = panelQueries(
    compileDashboard("api", defineDashboard({ title: "API", question: "Is it well?", rows }), {
      ...defaultSettings,
      identityLabels: ["cluster"],
    }),
  );
  expect(query?.expr.split("\n").slice(0, 2)).toEqual([
    'sum(rate({cluster=~"$cluster", source="a{b", unit=~"$UNIT"} |= `{` [$__auto])) # {c}'.replace("$UNIT", unit),
    expect.stringContaining('/ sum(rate({cluster=~"$cluster", source="a"} |~ "\\"{" [5m]))'),
  ]);
});

it("gives a board its variables after the datasources; All selects series without the label too", () => {
  const variables = board().templating.list ?? [];
  expect(variables.map(({ name, definition, allValue }) => [name, definition, allValue])).toEqual([
    ["datasource", undefined, undefined],
    ["logs", undefined, undefined],
    ["environment", "label_values(up, environment)", ".*"],
    ["cluster", 'label_values(up{environment=~"$environment"}, cluster)', ".*"],
    // A recorded series may be of any job.
    ["instance", `label_values(up{${identity}}, instance)`, ".*"],
  ]);
});

it("changes nothing of a board that has the variables already, as one that was pulled has", () => {
  const json = board();
  expect(withIdentity(json, ["environment", "cluster"])).toEqual(json);
});

it("gives a board without a list of variables one", () => {
  const { templating: _, ...rest } = board();
  const names = (json: { templating: { list?: { name: string }[] } }) => json.templating.list?.map(({ name }) => name);
  expect(names(withIdentity(rest as never, ["cluster"]))).toEqual(["cluster", "instance"]);
  expect(withIdentity(rest as never, [])).toEqual(rest);
});

it("leaves a board's own variable for the instance, and narrows its values", () => {
  const own = panels.labelVariable("instance", promql`up{job="api"}`, { title: "Server" });
  const json = board({ variables: [own] });
  expect(json.templating.list?.at(-1)).toMatchObject({
    ...{ name: "instance", label: "Server", allValue: ".+" },
    definition: `label_values(up{job="api",${identity}}, instance)`,
    query: { query: `label_values(up{job="api",${identity}}, instance)` },
  });
  expect(panelQueries(json)[0]?.expr).not.toContain("$instance");
});

it("keeps what is selected in links to other boards and in marks of alerts", () => {
  const text = JSON.stringify(board());
  const kept = ["logs", "environment", "cluster"].map((name) => `\${${name}:queryparam}`);
  expect(text).toContain(kept.join("&"));
  expect(board().annotations?.list?.[0]?.expr).toContain(identity);
});

it("leaves a plain board, and boards of a project without identity labels, as they are", () => {
  expect(JSON.stringify(board({ plain: true }))).not.toContain("$cluster");
  const json = compileDashboard("a", defineDashboard({ title: "A", question: "?", rows: [] }));
  expect(json.templating.list?.map(({ name }) => name)).toEqual(["datasource", "logs"]);
});
