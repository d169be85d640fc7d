import { expect, it } from "vitest";
import { canonical, type DashboardJson } from "../../lib/push/decision.ts";
import { describeUnless } from "../support/describe-unless.ts";
import { interpolate, openingValues, panelQueries } from "../support/panel-queries.ts";
import { ask, askJson, missingOf, model } from "./ask.ts";

const grafana = { __rate_interval: "2m", __interval: "1m", __range: "1h" };

describeUnless(missingOf("grafana"), "Grafana", () => {
  it.each(model.dashboards.map((dashboard) => [dashboard.name, dashboard] as const))(
    "has the dashboard %s as it was built",
    async (uid, { json }) => {
      const { dashboard } = await askJson<{ dashboard: DashboardJson }>("grafana", `/api/dashboards/uid/${uid}`);
      expect(JSON.parse(canonical(dashboard))).toEqual(JSON.parse(canonical(json as unknown as DashboardJson)));
    },
  );

  // Not seen on a real Grafana yet: written from the documentation of its HTTP API. The plug-in for Alertmanager has no
  // backend, so that Grafana has no health check for it: it is asked through Grafana's proxy.
  it.each(
    model.datasources.map(
      ({ name, definition }) => [name, "raw" in definition ? definition.raw.type : definition.type] as const,
    ),
  )("reaches the datasource %s", async (uid, type) => {
    await ask("grafana", `/api/datasources/uid/${uid}`);
    if (type === "alertmanager") return void (await ask("grafana", `/api/datasources/proxy/uid/${uid}/api/v2/status`));
    const { status } = await askJson<{ status?: string }>("grafana", `/api/datasources/uid/${uid}/health`);
    expect(status).toBe("OK");
  });

  it.each(model.dashboards.map((dashboard) => [dashboard.name, dashboard] as const))(
    "answers every query of %s",
    async (_, { json }) => {
      const queries = panelQueries(json).map(({ panel, refId, datasource, expr }, i) => ({
        panel,
        query: {
          refId: `${refId}${i}`,
          datasource: { uid: datasource, type: datasource },
          expr: interpolate(expr, { ...openingValues(json), ...grafana }),
          range: true,
          intervalMs: 60_000,
          maxDataPoints: 60,
        },
      }));
      const body = { from: "now-1h", to: "now", queries: queries.map(({ query }) => query) };
      const { results } = await askJson<{ results: Record<string, { error?: string; frames?: unknown[] }> }>(
        "grafana",
        "/api/ds/query",
        body,
      );
      const failed = queries.flatMap(({ panel, query: { refId } }) => {
        const result = results[refId];
        return result?.frames && !result.error ? [] : [`${panel}: ${result?.error ?? "no answer"}`];
      });
      expect(failed).toEqual([]);
    },
  );

  it.each(model.dashboards.map(({ name }) => name))("draws a picture of %s by the image renderer", async (uid) => {
    const picture = await ask("grafana", `/render/d/${uid}?width=1280&height=1600&kiosk&from=now-1h&to=now`);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(20_000);
  });
});
