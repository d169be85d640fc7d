import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { readyCatalog, readyCatalogNames } from "../../../lib/metrics/ready-catalogs.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import { formatProblem } from "../../../lib/model/problem.ts";

const folder = new URL("../../fixtures/expositions/", import.meta.url);

/** `redis-exporter-replica.prom` is one of redis-exporter: a catalog's name, and the situation of the capture. */
const catalogOf = (capture: string): string | undefined =>
  readyCatalogNames
    .filter((name) => capture === `${name}.prom` || capture.startsWith(`${name}-`))
    .sort((a, b) => b.length - a.length)[0];

const captures = readdirSync(folder).map((capture) => [capture, catalogOf(capture)] as const);

// Captured from running servers, while each did its work.
it.each(captures)("%s: the ready catalog has every metric and label", async (capture, name) => {
  const catalog = await readyCatalog(name ?? "");
  const exposition = parseExposition(readFileSync(new URL(capture, folder), "utf8"));
  expect(exposition.families.size).toBeGreaterThan(5);
  const options = { source: capture, strict: false, maxSeries: 5000 };
  const problems = catalog && verify(exposition, catalog.definition, options).problems;
  expect(problems?.map(formatProblem)).toEqual([]);
});

it("captures every exporter but those whose catalog was read from source code", () => {
  const captured = new Set(captures.map(([, name]) => name));
  const others = readyCatalogNames.filter((name) => !captured.has(name));
  expect(others).toEqual(["grafana", "kafka-jmx", "kafka-lag-exporter"]);
});
