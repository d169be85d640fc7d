import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { printCatalog } from "../../../lib/metrics/print.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";
import probes from "../../../metrics/blackbox-probe.ts";
import { sampleExposition } from "../../../scripts/local/sample-exposition.ts";

const folder = new URL("../../../metrics/", import.meta.url);
const captures = new URL("../../fixtures/expositions/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const load = async (name: string): Promise<MetricCatalog> => (await import(new URL(name, folder).href)).default;

describe.each(names)("metrics/%s", (name) => {
  it("names metrics and labels as Prometheus does", async () => {
    const { metrics } = await load(name);
    const wrong = Object.entries(metrics).flatMap(([metric, { labels, values = {} }]) => [
      ...(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric) ? [] : [metric]),
      ...labels.filter((label) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)),
      ...Object.keys(values).filter((label) => !labels.includes(label)),
    ]);
    expect(wrong).toEqual([]);
  });

  it("says what every metric is, in one line", async () => {
    const { metrics } = await load(name);
    const wrong = Object.entries(metrics).filter(([, { help }]) => !/^\S.{2,}[^\s.]$/.test(help));
    expect(wrong).toEqual([]);
  });

  it("holds for what stands in for it", async () => {
    const exporter = await load(name);
    const exposition = parseExposition(sampleExposition(exporter, 1_700_000_000));
    const { problems } = verify(exposition, exporter, { source: name, strict: true, maxSeries: 1000 });
    expect([...exposition.problems, ...problems]).toEqual([]);
  });

  it("stands as npm run catalog writes it, unless it is a contract", async () => {
    const exporter = await load(name);
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(exporter.version === "contract" || text === printCatalog(exporter)).toBe(true);
  });
});

it.each(readdirSync(captures).filter((name) => name.startsWith("blackbox-probe-")))(
  "the catalog of probes holds for %s",
  (name) => {
    const exposition = parseExposition(readFileSync(new URL(name, captures), "utf8"));
    expect(verify(exposition, probes, { source: name, strict: false, maxSeries: 100 }).problems).toEqual([]);
  },
);
