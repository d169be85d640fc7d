import { expect, it } from "vitest";
import { describeUnless } from "../support/describe-unless.ts";
import { interpolate, openingValues, panelQueries } from "../support/panel-queries.ts";

import { askJson, missingOf, model, untilEmpty } from "./ask.ts";

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

describeUnless(missingOf("prometheus"), "Prometheus", () => {
  it("scrapes every job that was built", async () => {
    const optional = (name: string) => model.stack[name]?.insteadOf !== undefined;
    const wanted = Object.keys(model.stack).filter((name) => model.stack[name]?.scrape && !optional(name));
    const missing = await untilEmpty(async () => {
      const { data } = await askJson<{ data: { activeTargets: { labels: { job: string } }[] } }>(
        "prometheus",
        "/api/v1/targets?state=active",
      );
      const jobs = new Set(data.activeTargets.map(({ labels }) => labels.job));
      return wanted.filter((name) => !jobs.has(name));
    });
    expect(missing).toEqual([]);
  });

  it("holds every rule that was built, and evaluates it without an error", async () => {
    const unwell = await untilEmpty(async () => {
      const { data } = await askJson<{ data: { groups: { name: string; rules: Rule[] }[] } }>(
        "prometheus",
        "/api/v1/rules",
      );
      const loaded = new Map(data.groups.map(({ name, rules }) => [name, rules]));
      const missing = model.rules.filter(
        ({ name, definition }) => loaded.get(name)?.length !== definition.rules.length,
      );
      const failing = data.groups.flatMap(({ rules }) => rules).filter(({ health }) => health === "err");
      return [
        ...missing.map(({ name }) => `group ${name}`),
        ...failing.map(({ name, lastError }) => `${name}: ${lastError}`),
      ];
    });
    expect(unwell).toEqual([]);
  });

  it("understands every panel's query", async () => {
    const grafana = { __rate_interval: "2m", __interval: "1m", __range: "1h" };
    const refused = model.dashboards.flatMap(({ json }) =>
      panelQueries(json)
        .filter(({ datasource }) => datasource === "prometheus")
        .map(async ({ expr }) => {
          const query = encodeURIComponent(interpolate(expr, { ...openingValues(json), ...grafana }));
          return askJson("prometheus", `/api/v1/query?query=${query}`).then(
            () => [],
            (error: Error) => [error.message],
          );
        }),
    );
    expect((await Promise.all(refused)).flat()).toEqual([]);
  });
});
