import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import { formatProblem } from "../../../lib/model/problem.ts";
import alloy from "../../../metrics/alloy.ts";
import cadvisor from "../../../metrics/cadvisor.ts";
import imageRenderer from "../../../metrics/grafana-image-renderer.ts";
import kafkaExporter from "../../../metrics/kafka-exporter.ts";
import loki from "../../../metrics/loki.ts";
import promtail from "../../../metrics/promtail.ts";

const captures = new URL("../../fixtures/expositions/", import.meta.url);

// Captured from the servers of the pinned versions, while each did its work.
it.each([
  ["alloy", alloy],
  ["cadvisor", cadvisor],
  ["grafana-image-renderer", imageRenderer],
  ["kafka-exporter", kafkaExporter],
  ["loki", loki],
  ["promtail", promtail],
])("the catalog of %s knows everything that a real one exposes", async (name, catalog) => {
  const exposition = parseExposition(await readFile(new URL(`${name}.prom`, captures), "utf8"));
  expect(exposition.problems).toEqual([]);
  expect(exposition.families.size).toBeGreaterThan(5);
  const { problems } = verify(exposition, catalog, { source: name, strict: false, maxSeries: 5000 });
  expect(problems.map(formatProblem)).toEqual([]);
});
