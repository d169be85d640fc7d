import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { DefinedDashboard } from "../../../lib/model/model.ts";
import { interpolate, openingValues, panelQueries } from "../../support/panel-queries.ts";
import { startStandInStack } from "./stand-in-stack.ts";

const model = await loadModel(process.cwd());
const clusters = ["eu", "us"];

let stack: Awaited<ReturnType<typeof startStandInStack>>;
beforeAll(async () => {
  stack = await startStandInStack(model, clusters);
  // What is recorded from what is recorded needs some evaluations.
  await sleep(60_000);
});
afterAll(() => stack.stop());

interface Answer {
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[] };
}

async function ask(query: string): Promise<Answer> {
  const response = await fetch(`${stack.url}/api/v1/query`, { method: "POST", body: new URLSearchParams({ query }) });
  return (await response.json()) as Answer;
}

/** The board's queries as Grafana sends them with a choice of clusters. */
function queriesOf({ json }: DefinedDashboard, cluster: string, instance = ".*"): string[] {
  const grafana = { __rate_interval: "1m", __interval: "1m", __range: "1m" };
  return panelQueries(json)
    .filter(({ datasource }) => datasource === "prometheus")
    .map(({ expr }) => interpolate(expr, { ...openingValues(json), ...grafana, cluster, instance }));
}

/** What each query of a board answers to a choice: how many series, and of which clusters. */
const answersOf = async (board: DefinedDashboard, cluster: string, instance?: string) =>
  Promise.all(
    queriesOf(board, cluster, instance).map(async (expr) => {
      const { error, data } = await ask(expr);
      const named = new Set(data?.result.flatMap(({ metric }) => metric.cluster ?? []));
      return { expr, error, series: data?.result.length ?? 0, clusters: [...named].sort() };
    }),
  );

it("scrapes and probes every service in both clusters", async () => {
  const { data } = await ask('count by (cluster) (up{job!~"blackbox-.*"} == 1)');
  expect(data?.result.map(({ metric }) => metric.cluster).sort()).toEqual(clusters);
  const probed = await ask("count by (cluster, service) (probe_success)");
  const names = probed.data?.result.map(({ metric }) => `${metric.service} ${metric.cluster}`) ?? [];
  for (const backend of Object.keys(model.probes?.backends ?? {}))
    for (const cluster of clusters) expect(names).toContain(`${backend} ${cluster}`);
});

it("evaluates every rule without an error, and keeps the cluster in all that is recorded", async () => {
  const { data } = (await (await fetch(`${stack.url}/api/v1/rules`)).json()) as {
    data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
  };
  const rules = data.groups.flatMap((group) => group.rules);
  expect(rules.filter(({ health }) => health !== "ok").map(({ name, lastError }) => `${name}: ${lastError}`)).toEqual(
    [],
  );
  const recorded = model.rules.flatMap(({ definition }) =>
    definition.rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
  );
  const lacking = await Promise.all(
    [...new Set(recorded)].map(async (name) => {
      const result = (await ask(`{__name__="${name}",cluster=""}`)).data?.result ?? [];
      return result.length > 0 ? [name] : [];
    }),
  );
  // A constant is recorded without a cluster, or for the clusters that expected.ts names.
  expect(lacking.flat().filter((name) => !/target_ratio|:expected$/.test(name))).toEqual([]);
});

describe.each(model.dashboards)("$name", (board) => {
  it("has variables for the data source, the cluster and the instance", () => {
    const names = (board.json.templating.list ?? []).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["datasource", "cluster", "instance"]));
  });

  it("answers with All, with two clusters and with one", async () => {
    const all = await answersOf(board, ".*");
    const two = await answersOf(board, "(eu|us)");
    const one = await answersOf(board, "eu");
    for (const [i, { expr, series }] of all.entries()) {
      expect([all[i]?.error, two[i]?.error, one[i]?.error], expr).toEqual([undefined, undefined, undefined]);
      // A query that answers with everything answers with a part of it.
      if (series > 0) {
        expect(two[i]?.series, `${expr} of two clusters`).toBeGreaterThan(0);
        expect(one[i]?.series, `${expr} of one cluster`).toBeGreaterThan(0);
      }
      expect(
        one[i]?.clusters.filter((cluster) => cluster !== "eu"),
        expr,
      ).toEqual([]);
    }
    const answered = all.filter(({ series }) => series > 0).length;
    console.log(`${board.name}: ${answered} of ${all.length} queries have data`);
    expect(answered).toBeGreaterThan(all.length / 2);
  });

  it("answers with one instance", async () => {
    const { definition = "" } = board.json.templating.list?.find(({ name }) => name === "instance") ?? {};
    const selector = interpolate(/^label_values\((.*), instance\)$/s.exec(definition)?.[1] ?? "", { cluster: "eu" });
    const [first] = (await ask(selector)).data?.result ?? [];
    expect(first?.metric.instance, selector).toBeDefined();
    const answers = await answersOf(board, "eu", first?.metric.instance ?? "");
    expect(answers.flatMap(({ error, expr }) => (error === undefined ? [] : [`${error}: ${expr}`]))).toEqual([]);
    expect(answers.some(({ series }) => series > 0)).toBe(true);
  });
});
