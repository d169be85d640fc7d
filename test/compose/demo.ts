import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { DefinedDashboard } from "../../lib/model/model.ts";
import { askJson, missingOf, model, untilEmpty } from "../stack/ask.ts";
import { interpolate, openingValues, panelQueries } from "../support/panel-queries.ts";
import { project, runningServices, untilBack } from "./booted.ts";

const minutes = 60_000;
const platform = ["redis", "redis-load", "postgres", "mysql", "kafka", "mlflow", "kafka-load", "simulator"];

/** Panels that may be empty, and why. One with a service may be so only where that service's image is not published. */
const mayBeEmpty: readonly { readonly panel: string; readonly reason: string; readonly unless?: string }[] = [
  { panel: "business › Growth", reason: "nothing was sold a week ago" },
  { panel: "etl › Failed checks", reason: "on an ordinary day no check fails" },
  {
    panel: "fraud-ml › Decision delay",
    reason: "the stand-in's groups have other names",
    unless: "kafka-lag-exporter",
  },
  { panel: "infrastructure › Swap usage", reason: "the machine may have no swap" },
  { panel: "databases › Replica lag", reason: "the database has no replica" },
  { panel: "databases › InnoDB row lock wait, average", reason: "nobody waits for a lock" },
  { panel: "databases › InnoDB rows by operation", reason: "MariaDB does not count them", unless: "mysql" },
  {
    panel: "kafka › Partition skew by topic",
    reason: "the stand-in's offsets do not change",
    unless: "kafka-exporter",
  },
  { panel: "platform-overview › Firing alerts", reason: "on an ordinary day nothing fires" },
  { panel: "platform-overview › Firing alerts by severity", reason: "on an ordinary day nothing fires" },
  { panel: "platform-overview › Firing alerts by team", reason: "on an ordinary day nothing fires" },
  { panel: "platform-overview › Time until certificates expire", reason: "nothing here is served over TLS" },
  { panel: "platform-overview › Log lines vs. baseline", reason: "the stand-in takes no lines", unless: "loki" },
];

const isPublished = (name: string | undefined): boolean =>
  inject("images").some(({ service, source }) => service === name && source === "published image");

const mustBeFilled = (name: string): boolean =>
  !mayBeEmpty.some(({ panel, unless }) => panel === name && !isPublished(unless));

/** Every panel that asks Prometheus and must be filled, with its queries as when the board is opened. */
function panelsOf({ name, json }: DefinedDashboard): Map<string, string[]> {
  const panels = new Map<string, string[]>();
  const values = { ...openingValues(json), __rate_interval: "2m", __interval: "1m", __range: "1h" };
  for (const { panel, datasource, expr } of panelQueries(json)) {
    const title = `${name} › ${panel}`;
    if (datasource !== "prometheus" || !mustBeFilled(title)) continue;
    panels.set(title, [...(panels.get(title) ?? []), interpolate(expr, values)]);
  }
  return panels;
}

interface Answer {
  readonly data: { readonly result: readonly unknown[] };
}

/** From when everything runs. A rate over five minutes needs some of them. */
const untilFilled = 8 * minutes;

describe("`up --demo`", () => {
  let output = "";
  let filledUntil = 0;
  beforeAll(async () => {
    await project.stack("down");
    const up = await project.stack("up", "--demo", "--wait", "480");
    if (up.code !== 0) throw new Error(`\`stack up --demo\` ended with ${up.code}:\n${up.output}`);
    output = up.output;
    filledUntil = Date.now() + untilFilled;
  }, 15 * minutes);
  afterAll(async () => void (await project.stack("down", "--demo")), minutes);

  it("boots, and waits for nothing", async () => {
    expect(output).not.toContain("wait for your platform");
    expect(await runningServices()).toEqual(expect.arrayContaining(platform.map((service) => `demo-${service}`)));
  });

  it("has every target up", async () => {
    const down = await untilEmpty(async () => {
      type Targets = { data: { activeTargets: { labels: { job: string }; health: string; lastError: string }[] } };
      const { data } = await askJson<Targets>("prometheus", "/api/v1/targets?state=active");
      return data.activeTargets
        .filter(({ health }) => health !== "up")
        .map(({ labels, lastError }) => `${labels.job}: ${lastError}`);
    });
    expect(down).toEqual([]);
  });

  it("may leave only panels empty that exist", () => {
    const panels = model.dashboards.flatMap(({ name, json }) =>
      panelQueries(json).map(({ panel }) => `${name} › ${panel}`),
    );
    expect(mayBeEmpty.map(({ panel }) => panel).filter((panel) => !panels.includes(panel))).toEqual([]);
  });

  it.each(model.dashboards)(
    "fills every panel of $name",
    async (dashboard) => {
      const panels = [...panelsOf(dashboard)];
      expect(panels.length).toBeGreaterThan(10);
      const isEmpty = async (expr: string) => {
        const { data } = await askJson<Answer>("prometheus", `/api/v1/query?query=${encodeURIComponent(expr)}`);
        return data.result.length === 0;
      };
      const empty = async () => {
        const answers = panels.map(async ([title, queries]) =>
          (await Promise.all(queries.map(isEmpty))).includes(false) ? [] : [title],
        );
        return (await Promise.all(answers)).flat();
      };
      // The boards share the time: one that stays empty does not make the others wait.
      expect(await untilEmpty(empty, filledUntil - Date.now())).toEqual([]);
    },
    untilFilled + minutes,
  );

  // Not seen on a real Grafana yet: written from the documentation of its HTTP API.
  it.skipIf(missingOf("grafana")).each(model.dashboards)(
    `fills every panel of $name through Grafana${missingOf("grafana") ? `: ${missingOf("grafana")}` : ""}`,
    async (dashboard) => {
      const panels = [...panelsOf(dashboard)];
      const queries = panels.flatMap(([, exprs], panel) =>
        exprs.map((expr, i) => ({
          refId: `P${panel}Q${i}`,
          datasource: { uid: "prometheus", type: "prometheus" },
          ...{ expr, instant: true, range: false, intervalMs: 60_000, maxDataPoints: 60 },
        })),
      );
      type Results = { results: Record<string, { frames?: { data: { values: unknown[][] } }[] }> };
      const { results } = await askJson<Results>("grafana", "/api/ds/query", { from: "now-1h", to: "now", queries });
      const isFilled = (refId: string) => results[refId]?.frames?.some(({ data }) => data.values[0]?.length);
      const empty = panels.filter(([, exprs], panel) => !exprs.some((_, i) => isFilled(`P${panel}Q${i}`)));
      expect(empty.map(([title]) => title)).toEqual([]);
    },
  );

  it(
    "comes back where a process of the platform is killed",
    async () => {
      // The simulator ends until MLflow is back, which imports half of Python first, and Docker waits longer before each
      // further start.
      expect(
        await untilBack(
          platform.map((service) => `demo-${service}`),
          8 * minutes,
        ),
      ).toEqual([]);
    },
    13 * minutes,
  );
});
