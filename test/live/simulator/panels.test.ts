import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import type { AlertRule, DefinedDashboard } from "../../../lib/model/model.ts";
import { writeHistory } from "../../../scripts/backfill/history.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { recordScenario } from "../../../simulator/recording.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { interpolate, openingValues, panelQueries } from "../../support/panel-queries.ts";

const model = await loadModel(process.cwd());
const hour = 3600;
const day = 24 * hour;
const now = Math.floor(Date.now() / 60_000) * 60 - 2 * hour;

/** An incident that fails checks and fires alerts: on an ordinary day some panels are rightly empty. */
const scenario = scenarios["schema-breaks"];
const alerts = model.rules.flatMap(({ definition }) => definition.rules).filter((rule) => "alert" in rule);
const firing = (alerts as AlertRule[]).filter(({ alert, severity }) =>
  scenario?.fires.includes(`${alert} ${severity}`),
);

let storage: string;
let prometheus: Endpoint;

beforeAll(async () => {
  storage = await mkdtemp(join(tmpdir(), "simulated-"));
  // Panels look back a week, and what is usual is what was a day ago.
  const recording = recordScenario(
    scenario,
    [
      { from: now - 8 * day, to: now - 25 * hour, step: 1800 },
      { from: now - 25 * hour + 60, to: now - 23 * hour, step: 60 },
      { from: now - 23 * hour + 600, to: now - 7 * hour, step: 600 },
      { from: now - 7 * hour + 60, to: now, step: 60 },
    ],
    { incidentAt: now - 2 * hour },
  );
  const evaluated = [
    { from: now - 25 * hour, to: now - 23 * hour },
    { from: now - 2 * hour, to: now },
  ];
  await writeHistory(storage, model, { recording, evaluated, firing });
  const flags = ["--storage.tsdb.retention.time=10y"];
  prometheus = await startPrometheus({ config: { text: "" }, storage, flags });
});
afterAll(async () => {
  await prometheus?.stop();
  await rm(storage, { recursive: true, force: true });
});

it.each(model.dashboards)("answers every panel of $name with data", async (dashboard) => {
  const asked = queriesOf(dashboard);
  expect(asked.length).toBeGreaterThan(10);
  const answers = await Promise.all(asked.map(async ({ name, expr }) => ({ name, series: await count(expr) })));
  expect(answers.filter(({ series }) => series === 0).map(({ name }) => name)).toEqual([]);
});

/** The board's queries of Prometheus, as it asks them when it is opened. */
const queriesOf = ({ json }: DefinedDashboard) =>
  panelQueries(json)
    .filter(({ datasource }) => datasource === "prometheus")
    .map(({ panel, refId, expr }) => ({
      name: `${panel} › ${refId}`,
      expr: interpolate(expr, { ...openingValues(json), __rate_interval: "4m", __interval: "5m", __range: "6h" }),
    }));

async function count(query: string): Promise<number> {
  const body = new URLSearchParams({ query, time: String(now) });
  const response = await fetch(`${prometheus.url}/api/v1/query`, { method: "POST", body });
  const answer = (await response.json()) as { error?: string; data?: { result: unknown[] } };
  if (!answer.data) throw new Error(`${answer.error}: ${query}`);
  return answer.data.result.length;
}
