import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { printCatalog } from "../../../lib/metrics/print.ts";
import { readyCatalogNames } from "../../../lib/metrics/ready-catalogs.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";
import { printReadyCatalog } from "../../../scripts/catalogs/update.ts";
import { sampleExposition } from "../../../scripts/local/sample-exposition.ts";

const root = new URL("../../../", import.meta.url);
const filesIn = (folder: string) => readdirSync(new URL(folder, root)).filter((name) => name.endsWith(".ts"));
const ready = filesIn("lib/catalogs/").map((name) => `lib/catalogs/${name}`);
const own = filesIn("metrics/").map((name) => `metrics/${name}`);
/** The ready catalog to which a file of metrics/ adds what our hosts write. */
const extended = (file: string) => ready.find((one) => one === file.replace("metrics/", "lib/catalogs/"));
const load = async (file: string): Promise<MetricCatalog> => (await import(new URL(file, root).href)).default;

it("offers every file of lib/catalogs as a ready catalog", () => {
  expect(readyCatalogNames.map((name) => `lib/catalogs/${name}.ts`).sort()).toEqual(ready.sort());
});

describe.each([...ready, ...own])("%s", (file) => {
  it("names metrics and labels as Prometheus does", async () => {
    const { metrics } = await load(file);
    const wrong = Object.entries(metrics).flatMap(([metric, { labels, values = {} }]) => [
      ...(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric) ? [] : [metric]),
      ...labels.filter((label) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)),
      ...Object.keys(values).filter((label) => !labels.includes(label)),
    ]);
    expect(wrong).toEqual([]);
  });

  it("says what every metric is, in one line", async () => {
    const { metrics } = await load(file);
    const wrong = Object.entries(metrics).filter(([, { help }]) => !/^\S.{2,}[^\s.]$/.test(help));
    expect(wrong).toEqual([]);
  });

  it("holds for a sample exposition made from it", async () => {
    const exporter = await load(file);
    const exposition = parseExposition(sampleExposition(exporter, 1_700_000_000));
    const { problems } = verify(exposition, exporter, { source: file, strict: true, maxSeries: 1000 });
    expect([...exposition.problems, ...problems]).toEqual([]);
  });

  it("states the version that it was read from, or that it is a contract", async () => {
    const { version } = await load(file);
    const base = own.includes(file) && extended(file);
    if (base) expect(version).toBe((await load(base)).version);
    else expect(version).toMatch(own.includes(file) ? /^contract$/ : /^\d+(?:\.\d+)*$/);
  });

  it("is written as its command writes it, unless it is a contract", async () => {
    const exporter = await load(file);
    const print = ready.includes(file) ? printReadyCatalog : printCatalog;
    const isContract = exporter.version === "contract" || (own.includes(file) && extended(file) !== undefined);
    expect(isContract || readFileSync(new URL(file, root), "utf8") === print(exporter)).toBe(true);
  });
});
