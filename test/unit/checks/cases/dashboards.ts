// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Grafana writes its variables so.
import type { ShowIf } from "../../../../lib/model/model.ts";
import { jsonBoard, panel, panelsBoard, rowHead, variable } from "./boards.ts";
import { type Tables, table, texts } from "./table.ts";

/** A text of a panel beside a variable `queue`, which the query of another panel reads. */
const said = (text: string) =>
  jsonBoard({
    templating: { list: [variable("queue")] },
    panels: [
      panel({ targets: [{ expr: 'shop_queue_length{queue="$queue"}' }] }),
      panel({ type: "text", options: { content: text } }),
    ],
  });

const named = (...names: readonly string[]) => jsonBoard({ templating: { list: names.map((name) => variable(name)) } });

const boards = (...titles: readonly (string | undefined)[]) => {
  const model = jsonBoard({});
  const [dashboard] = model.dashboards;
  if (!dashboard) return model;
  const dashboards = titles.map((title, i) => ({ ...dashboard, file: `dashboards/${i}.ts`, json: { title } as never }));
  return { ...model, dashboards };
};

const engine = (is: string): ShowIf => ({ variable: "engine", is }) as never;

interface Head {
  readonly tab?: string;
  readonly tabShowIf?: ShowIf;
  readonly showIf?: ShowIf;
  readonly autoGrid?: object;
  readonly panels?: readonly object[];
}

/** Rows `A`, `B` and so on of schema v2. */
const rows = (heads: readonly Head[]) =>
  panelsBoard(...heads.map(({ panels = [], ...head }, i) => ({ ...rowHead("ABC"[i] ?? "", panels), ...head })));

const conditional = (title: string | undefined) => panel({ title, showIf: engine("redis") });

export const dashboardCases: Tables = {
  "dashboard-link": texts(said, {
    refused: ["/d/none", "[A](http://grafana/d/other-1_A?x=1) and /d/none and /d/none"],
    accepted: ["/d/hosts", "/d/hosts/hosts?orgId=1", "/dashboards/f/none"],
  }),
  "dashboard-title": table((titles: readonly (string | undefined)[]) => boards(...titles), {
    refused: { "three of a title": ["A", "A", "B", "A"], "two without a title": [undefined, undefined] },
    accepted: { "another case": ["A", "a"] },
  }),
  "dashboard-variable": {
    refused: {
      ...texts(said, {
        refused: [
          "$host",
          "${host}",
          "${host:regex}",
          "${host.text}",
          "[[host]]",
          "[[host:csv]]",
          "$queu",
          "$queues",
          "x$timeFilters",
        ],
      }).refused,
      "variables that nothing uses": () => named("queue", "host"),
      "a condition of a row": () => rows([{ showIf: engine("redis") }]),
      "conditions of a tab": () =>
        rows([{ tab: "A", tabShowIf: { all: [engine("redis"), { not: engine("kafka") }] } as never }]),
      "one of two conditions": () =>
        rows([{ showIf: { any: [{ hasData: true }, { variable: "engine", isNot: "redis" }] } as never }]),
      "a condition of a panel": () => panelsBoard(conditional("A")),
    },
    accepted: {
      ...texts(said, {
        accepted: [
          "$queue",
          "${queue}",
          "${queue:regex}",
          "[[queue]]",
          "$__interval",
          "${__field.name}",
          "$1",
          "$timeFilter",
          "$ {host}",
        ],
      }).accepted,
      "the variables of every board": () => named("datasource", "logs"),
      "a variable of conditions only": () => {
        const { dashboards, ...model } = rows([{ showIf: engine("redis") }]);
        return {
          ...model,
          dashboards: dashboards.map((one) => ({
            ...one,
            json: { ...one.json, templating: { list: [variable("engine")] } } as never,
          })),
        };
      },
      "a condition on time": () => rows([{ showIf: { timeRange: "7d" } as never }]),
      "no panels": () => jsonBoard({}),
    },
  },
  "dashboard-tab": table(rows, {
    refused: {
      "a condition of a tab without one": [{ tabShowIf: engine("redis") }],
      "a row before the tabs": [{}, { tab: "A" }],
      "a tab in two parts": [{ tab: "A" }, { tab: "B" }, { tab: "A" }],
      "two conditions of a tab": [
        { tab: "A", tabShowIf: engine("redis") },
        { tab: "A", tabShowIf: engine("kafka") },
      ],
      "a condition of one row of a tab": [{ tab: "A", tabShowIf: engine("redis") }, { tab: "A" }],
    },
    accepted: {
      "no tabs": [{}, {}],
      "two rows of a tab": [{ tab: "A" }, { tab: "A" }, { tab: "B" }],
      "one condition of a tab": [
        { tab: "A", tabShowIf: engine("redis") },
        { tab: "A", tabShowIf: engine("redis") },
        { tab: "B", tabShowIf: engine("kafka") },
      ],
    },
  }),
  "panel-condition": {
    refused: {
      ...table(rows, {
        refused: {
          "no columns": [{ autoGrid: { columns: 0 } }],
          "parts of a column": [{}, { autoGrid: { columns: 1.5 } }],
          "a collapsed row": [{ panels: [conditional("A"), panel(), conditional(undefined)] }],
        },
      }).refused,
      "a panel before every row": () => panelsBoard(conditional("A"), { ...rowHead("Row"), autoGrid: {} }),
      "a panel in a row after an auto grid": () =>
        panelsBoard({ ...rowHead("Grid"), autoGrid: {} }, conditional("A"), rowHead("Row"), conditional("B")),
    },
    accepted: {
      "an auto grid": () => panelsBoard({ ...rowHead("Grid"), autoGrid: { columns: 2 } }, conditional("A")),
      "a collapsed auto grid": () => panelsBoard({ ...rowHead("Grid", [conditional("A")]), autoGrid: {} }),
      "no condition": () => panelsBoard(panel(), rowHead("Row"), panel()),
      "no panels": () => jsonBoard({}),
    },
  },
  "panel-unchecked": table((type: string | undefined) => panelsBoard(panel({ type })), {
    refused: { "a typing error": "timesries", "a panel of a library": undefined },
    accepted: { "a known one": "stat" },
  }),
};
