import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { levels } from "../../lib/authoring/logs.ts";
import catalog from "../../lib/catalogs/loki.ts";
import { serverUrls } from "../../lib/cli/env.ts";
import { loadModel } from "../../lib/cli/load.ts";
import { composeTarget } from "../../lib/emit/emit.ts";
import { emitLoki } from "../../lib/emit/loki.ts";
import { parseExposition } from "../../lib/metrics/parse-exposition.ts";
import { verify } from "../../lib/metrics/verify.ts";
import { startLoki } from "../../scripts/servers/loki.ts";
import { findLoki, whatLokiNeeds } from "../../scripts/servers/loki-program.ts";
import type { ServerProcess } from "../../scripts/servers/process.ts";
import { describeUnless } from "../support/describe-unless.ts";

const model = await loadModel(".");
const named = serverUrls().loki;
const found = named ?? (await findLoki());
const missing = `${whatLokiNeeds} Or name a running one by LOKI_URL: the tests write to it.`;

/** Of this run only: a Loki that is named may hold lines of earlier ones. */
const trace = randomBytes(16).toString("hex");
const streams = ["etl", "fraud-detection-exporter"].map((service, i) => ({
  stream: { source: "container", service, container: `bigdata-${service}`, level: i === 0 ? "error" : "info" },
  values: [[`${Date.now()}000000`, `line of ${service} ${trace}`, { trace_id: trace }]],
}));

/** Every query that a log panel sends. */
const panelQueries = model.dashboards.flatMap(({ name, json }) =>
  (json.panels ?? []).flatMap((panel) => {
    const inner = "panels" in panel ? (panel.panels ?? []) : [panel];
    return inner.flatMap(({ targets = [], title }) =>
      (targets as { expr?: string; datasource?: { type?: string } }[])
        .filter(({ datasource }) => datasource?.type === "loki")
        .map(({ expr = "" }) => [`${name} › ${title}`, expr] as const),
    );
  }),
);

describeUnless(found ? undefined : missing, "a real Loki with the built configuration", () => {
  let loki: { readonly url: string };
  let own: ServerProcess | undefined;
  beforeAll(async () => {
    if (!named) own = await startLoki({ config: { text: emitLoki(model, composeTarget(model))[0]?.text ?? "" } });
    loki = own ?? { url: named ?? "" };
    const sent = await fetch(`${loki.url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ streams }),
    });
    expect([sent.status, await sent.text()]).toEqual([204, ""]);
  }, 90_000);
  afterAll(() => own?.stop());

  it.each(
    model.logAlerts.flatMap(({ definition }) => definition.rules.map(({ alert, expr }) => [alert, expr] as const)),
  )("takes the query of the alert %s", async (_, expr) => {
    const answer = await fetch(`${loki.url}/loki/api/v1/query?${new URLSearchParams({ query: expr })}`, {
      signal: AbortSignal.timeout(20_000),
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  });

  async function query(expr: string): Promise<{ status: number; lines: string[] }> {
    const answer = await fetch(`${loki.url}/loki/api/v1/query_range?${new URLSearchParams({ query: expr })}`, {
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) return { status: answer.status, lines: [await answer.text()] };
    const { data } = (await answer.json()) as { data: { result: { values: [string, string][] }[] } };
    return { status: 200, lines: data.result.flatMap(({ values }) => values.map(([, line]) => line)).sort() };
  }

  it("exposes only what its catalog has", async () => {
    const exposition = parseExposition(await (await fetch(`${loki.url}/metrics`)).text());
    expect(exposition.families.get("loki_ingester_memory_streams")?.samples).not.toEqual([]);
    expect(verify(exposition, catalog, { source: "loki", strict: false, maxSeries: 1000 }).problems).toEqual([]);
  });

  it("keeps logs for seven days, and deletes them after that", async () => {
    const config = await (await fetch(`${loki.url}/config`)).text();
    expect(config).toMatch(/^ {2}retention_period: 1w$/m);
    expect(config).toMatch(/^ {2}retention_enabled: true$/m);
  });

  it("finds every line of a trace in whichever service, as the datasource's link asks", async () => {
    const { lines } = await query(`{source=~".+"} | trace_id="${trace}"`);
    expect(lines).toEqual([`line of etl ${trace}`, `line of fraud-detection-exporter ${trace}`]);
  });

  it("makes no stream of a trace id", async () => {
    const { data } = (await (await fetch(`${loki.url}/loki/api/v1/labels`)).json()) as { data: string[] };
    expect(data).toEqual(expect.arrayContaining(["container", "level", "service", "source"]));
    expect(data).not.toContain("trace_id");
  });

  it.each(panelQueries)("understands %s: %s", async (_, expr) => {
    const answer = await query(expr.replaceAll(/\$\{?\w+(:\w+)?\}?/g, ".+"));
    expect(answer).toMatchObject({ status: 200 });
  });

  it("answers a panel's query with the lines that it asks for, and no others", async () => {
    const wanted = Object.keys(levels).slice(0, 3).join("|");
    const { lines } = await query(`{service=~"etl|fraud.*", level=~"${wanted}"} |= "${trace}"`);
    expect(lines).toEqual([`line of etl ${trace}`]);
  });
});

it("has log panels to test", () => {
  expect(panelQueries.length).toBeGreaterThan(0);
});
