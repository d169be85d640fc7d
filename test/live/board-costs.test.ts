import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { automatic, type Board, queriesOf } from "../../bench/cost/board.ts";
import { Server } from "../../bench/cost/server.ts";
import { openingValues } from "../../bench/cost/variables.ts";
import { view } from "../../bench/cost/view.ts";
import type { Rule } from "../../lib/model/model.ts";
import { promql } from "../../lib/promql/promql.ts";
import { addBlocks, startOn } from "../../scripts/backfill/blocks.ts";

const [begin, end] = [1_700_000_400, 1_700_004_000];
const screen = { range: end - begin, points: 60, scrapeInterval: 30 };
const servers = ["a:1", "b:1"];
const times = Array.from({ length: 241 }, (_, i) => end - 7200 + i * 30);

let storage: string;
let prometheus: Awaited<ReturnType<typeof startOn>>;
let server: Server;

beforeAll(async () => {
  storage = await mkdtemp(join(tmpdir(), "board-costs-"));
  const lines = servers.flatMap((instance) =>
    times.map((time) => `shop_orders{job="shop",instance="${instance}"} ${time} ${time}\n`),
  );
  await addBlocks(storage, [...lines, "# EOF\n"]);
  prometheus = await startOn(storage);
  server = new Server(prometheus.url, { begin, end });
});

afterAll(async () => {
  await prometheus.stop();
  await rm(storage, { recursive: true, force: true });
});

const samples = async (expr: string, step?: number) =>
  (await server.cost({ expr, ...(step !== undefined && { step }) })).samples;

it("counts what each point reads, and what is read once for all points once", async () => {
  expect(await samples("shop_orders")).toBe(2);
  expect(await samples("shop_orders", 60)).toBe(61 * 2);
  expect(await samples("sum(rate(shop_orders[5m]))", 60)).toBe(61 * 2 * 10);
  expect(await samples("avg_over_time(shop_orders[1h] @ end())")).toBe(120 * 2);
  expect(await samples("avg_over_time(shop_orders[1h] @ end())", 60)).toBe(120 * 2);
  const top = "shop_orders and topk(1, avg_over_time(shop_orders[1h] @ end()))";
  expect(await samples(top, 60)).toBe(61 * 2 + 120 * 2);
});

const variable = (name: string, query: string, more = {}) => ({ name, type: "query", query, ...more });

it("opens a board as Grafana does for somebody who never saw it", async () => {
  const list = [
    { name: "source", type: "datasource", current: { value: "prometheus" } },
    { name: "interval", type: "interval", current: { value: "$__auto_interval_interval" } },
    { name: "limit", type: "custom", options: [{ value: "5" }, { value: "9" }] },
    variable("job", "label_values(shop_orders, job)", { includeAll: true, current: { value: "other" } }),
    variable("any", "label_values(shop_orders, job)", { includeAll: true, allValue: ".+" }),
    variable("instance", 'label_values(shop_orders{job=~"$job"}, instance)', { current: { value: "gone:1" } }),
    variable("kept", "label_values(instance)", { current: { value: "b:1" } }),
    // The history lacks this metric, and has another one of the shop.
    variable("seller", "label_values(shop_info, instance)"),
    variable("namespace", "label_values(shop_orders, namespace)"),
    variable("port", "query_result(shop_orders)", { regex: '/instance="\\w+:(\\d+)"/' }),
    variable("statement", "select 1"),
  ];
  expect(await openingValues({ templating: { list } }, server)).toEqual({
    source: "prometheus",
    interval: automatic,
    limit: "5",
    job: ".*",
    any: ".+",
    instance: "a:1",
    kept: "b:1",
    seller: "a:1",
    namespace: "",
    port: "1",
    statement: "",
  });
});

it("asks what the panels of new and old boards ask", () => {
  const board: Board = {
    panels: [
      {
        title: "open",
        targets: [
          { expr: "a[$__rate_interval]" },
          { expr: "b", instant: true },
          { expr: "c", instant: true, range: true },
          { expr: "hidden", hide: true },
          { expr: "log", datasource: { type: "loki" } },
          {},
        ],
      },
      { title: "Row", type: "row", panels: [{ title: "in a row", interval: "$least", targets: [{ expr: "d" }] }] },
    ],
    rows: [
      { panels: [{ title: "old", maxDataPoints: 10, targets: [{ expr: "e[$least]", intervalFactor: 2 }] }] },
      { collapse: true, panels: [{ title: "old, in a row", targets: [{ expr: "f[$all]", interval: ">5m" }] }] },
    ],
  };
  expect(queriesOf(board, { least: "2m", all: automatic }, screen)).toEqual([
    { panel: "open", expr: "a[120s]", collapsed: false, step: 60 },
    { panel: "open", expr: "b", collapsed: false },
    { panel: "open", expr: "c", collapsed: false },
    { panel: "open", expr: "c", collapsed: false, step: 60 },
    { panel: "in a row", expr: "d", collapsed: true, step: 120 },
    { panel: "old", expr: "e[2m]", collapsed: false, step: 1200 },
    { panel: "old, in a row", expr: "f[300s]", collapsed: true, step: 300 },
  ]);
});

it("measures a view: what its queries read, also through rules, and what Prometheus refuses", async () => {
  const rules: Rule[] = [{ record: "shop:orders:sum", help: "Orders.", expr: promql`sum(shop_orders)` }];
  const targets = [{ expr: "shop_orders" }, { expr: "shop:orders:sum" }, { expr: "shop_orders[5m]" }];
  const { queries, refused } = await view(
    "shop",
    { panels: [{ title: "Orders", targets }] },
    { server, screen, rules },
  );
  expect(queries.map(({ samples, returned, points, metrics }) => [samples, returned, points, [...metrics]])).toEqual([
    [122, 2, 61, ["shop_orders"]],
    [0, 0, 61, ["shop_orders"]],
  ]);
  expect(refused).toHaveLength(1);
  expect(refused[0]).toContain("Orders: ");
});
