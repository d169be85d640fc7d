import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel } from "../lib/cli/load.ts";
import { partsOf } from "../lib/promql/syntax/ast.ts";
import { parse } from "../lib/promql/syntax/parse.ts";
import { writeHistory } from "../scripts/backfill/history.ts";
import { startPrometheus } from "../scripts/servers/prometheus.ts";
import { recordScenario } from "../simulator/recording.ts";
import { interpolate, openingValues, panelQueries } from "../test/support/panel-queries.ts";
import { defineBenchmark } from "./bench.ts";

const hour = 3600;
const hours = 6;
const now = Math.floor(Date.now() / 60_000) * 60 - 2 * hour;
const begin = now - hours * hour;
/** Points of a panel on a screen of 1280 pixels. */
const step = 60;

export default defineBenchmark({
  name: "cost",
  question: `What does one view of each board over ${hours} hours cost Prometheus, with all clusters and instances?`,
  run: async () => {
    const model = await loadModel(process.cwd());
    const storage = await mkdtemp(join(tmpdir(), "cost-"));
    const recording = recordScenario(undefined, [{ from: begin - 2 * hour, to: now, step: 60 }]);
    await writeHistory(storage, model, { recording, evaluated: [{ from: begin, to: now }], firing: [] });
    const flags = ["--storage.tsdb.retention.time=10y"];
    const prometheus = await startPrometheus({ config: { text: "" }, storage, flags });
    try {
      const lines = [`${recording.series.length} scraped series, a sample a minute`];
      for (const { name, json } of model.dashboards) {
        const values = { ...openingValues(json), __rate_interval: "4m", __interval: "1m", __range: `${hours}h` };
        const queries = panelQueries(json)
          .filter(({ datasource }) => datasource === "prometheus")
          .map(({ expr }) => interpolate(expr, values));
        const costs: Cost[] = [];
        for (const query of queries) costs.push(await costOf(prometheus.url, query));
        const series = await seriesRead(prometheus.url, queries);
        const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
        const worst = costs.reduce((a, b) => (b.samples > a.samples ? b : a));
        lines.push(
          `${name}: ${queries.length} queries, ${series} series, ${millions(sum(({ samples }) => samples))} samples, ` +
            `${(sum(({ seconds }) => seconds) * 1000).toFixed(0)} ms of evaluation; ` +
            `the largest query has ${millions(worst.samples)}: ${worst.query.replaceAll(/\s+/g, " ").slice(0, 90)}`,
        );
      }
      return lines;
    } finally {
      await prometheus.stop();
      await rm(storage, { recursive: true, force: true });
    }
  },
});

const millions = (samples: number): string => `${(samples / 1e6).toFixed(2)} M`;

interface Cost {
  readonly query: string;
  /** Samples that the engine loads, over all steps. */
  readonly samples: number;
  readonly seconds: number;
}

/** Source: https://prometheus.io/docs/prometheus/latest/querying/api/, parameter `stats` */
async function costOf(url: string, query: string): Promise<Cost> {
  const body = new URLSearchParams({ query, start: `${begin}`, end: `${now}`, step: `${step}`, stats: "all" });
  const response = await fetch(`${url}/api/v1/query_range`, { method: "POST", body });
  const { data, error } = (await response.json()) as { data?: { stats: Stats }; error?: string };
  if (!data) throw new Error(`${error}: ${query}`);
  const { samples, timings } = data.stats;
  return { query, samples: samples.totalQueryableSamples, seconds: timings.evalTotalTime };
}

interface Stats {
  readonly samples: { readonly totalQueryableSamples: number };
  readonly timings: { readonly evalTotalTime: number };
}

/** How many series the selectors of all queries select. */
async function seriesRead(url: string, queries: readonly string[]): Promise<number> {
  const selectors = queries.flatMap((query) => {
    const { ast } = parse(query);
    const found = ast ? [...partsOf(ast)] : [];
    return found.flatMap((part) =>
      part.kind === "selector" ? [query.slice(part.from, part.matchers.length > 0 ? part.to : part.name?.to)] : [],
    );
  });
  const plain = selectors.map((selector) => selector.replace(/\s*(?:offset\b|@).*$/s, ""));
  const body = new URLSearchParams([...new Set(plain)].map((selector): [string, string] => ["match[]", selector]));
  body.set("start", String(begin));
  body.set("end", String(now));
  const response = await fetch(`${url}/api/v1/series`, { method: "POST", body });
  const { data, error } = (await response.json()) as { data?: unknown[]; error?: string };
  if (!data) throw new Error(error);
  return data.length;
}
