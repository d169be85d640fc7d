import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { estimate } from "../../../lib/capacity/estimate.ts";
import { defaultSize, readerOf, readSeries, type Size, seriesOf } from "../../../lib/capacity/series.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { readyCatalog } from "../../../lib/metrics/ready-catalogs.ts";
import { formatProblem } from "../../../lib/model/problem.ts";
import { validateFiles } from "../../../lib/schemas/validate.ts";

const model = await loadModel(".");

/** What a captured exposition has, and what its catalog makes of the metrics in it. */
async function compared(exporter: string, size: Partial<Size>) {
  const text = await readFile(`test/fixtures/expositions/${exporter}.prom`, "utf8");
  const catalog = await readyCatalog(exporter);
  let [measured, predicted] = [0, 0];
  for (const [name, { samples }] of parseExposition(text).families) {
    const metric = catalog?.definition.metrics[name];
    measured += samples.length;
    predicted += metric ? seriesOf(name, metric, { ...defaultSize, ...size }).count : samples.length;
  }
  return predicted / measured;
}

describe("series of jobs that grow with the platform, against captured expositions", () => {
  it.each([
    ["node-exporter", { cpus: 2, filesystems: 3, disks: 1, interfaces: 2 }],
    ["cadvisor", { containers: 1 }],
    ["kafka-exporter", { topics: 3, partitions: 6, consumerGroups: 4, topicsPerGroup: 1 }],
  ])("%s is within a fifth", async (exporter, given) => {
    const size = await sizeOf(exporter, given);
    const ratio = await compared(exporter, size);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
  });

  it.each([["loki"], ["postgres-exporter"], ["prometheus"], ["alertmanager"]])(
    "%s, which does not grow with the platform, is within a factor of two and a half",
    async (exporter) => {
      const ratio = await compared(exporter, {});
      expect(ratio).toBeGreaterThan(0.4);
      expect(ratio).toBeLessThan(2.5);
    },
  );
});

/** Counts what the exposition's labels identify, where the exposition has them. */
async function sizeOf(exporter: string, given: Partial<Size>): Promise<Partial<Size>> {
  const { families } = parseExposition(await readFile(`test/fixtures/expositions/${exporter}.prom`, "utf8"));
  const distinct = (pattern: RegExp, label: string): number => {
    const values = [...families].flatMap(([name, { samples }]) =>
      pattern.test(name) ? samples.flatMap(({ labels }) => labels[label] ?? []) : [],
    );
    return new Set(values).size;
  };
  const counted = {
    cpus: distinct(/^node_cpu_seconds/, "cpu"),
    filesystems: distinct(/^node_filesystem/, "mountpoint"),
    disks: distinct(/^node_disk/, "device"),
    interfaces: distinct(/^node_network/, "device") || distinct(/^container_network/, "interface"),
    containers: distinct(/^container_/, "name"),
    topics: distinct(/^kafka_topic/, "topic"),
    partitions: distinct(/^kafka_topic/, "partition"),
    consumerGroups: distinct(/^kafka_/, "consumergroup"),
  };
  return { ...given, ...Object.fromEntries(Object.entries(counted).filter(([, count]) => count > 0)) };
}

describe("an estimate", () => {
  const of = (size: Partial<Size>) => estimate(model, { ...defaultSize, ...size }, "30d");

  it("grows with the hosts in the jobs of hosts alone", () => {
    const [one, ten] = [of({ hosts: 1 }), of({ hosts: 10 })];
    const series = (result: typeof one, job: string) => result.jobs.find((each) => each.job === job)?.series ?? 0;
    expect(series(ten, "node-exporter")).toBe(10 * series(one, "node-exporter"));
    expect(series(ten, "redis-exporter")).toBe(series(one, "redis-exporter"));
    expect(ten.memory).toBeGreaterThan(one.memory);
    expect(of({ topics: 40 }).series).toBeGreaterThan(of({ topics: 20 }).series);
  });

  it("names metrics that nothing reads, and none that an alert reads", () => {
    const node = of({}).jobs.find(({ job }) => job === "node-exporter");
    expect(node?.unreadMetrics).toContain("node_entropy_available_bits");
    expect(node?.unreadMetrics).not.toContain("node_filesystem_avail_bytes");
    expect(node?.readNames).toContain("node_filesystem_avail_bytes");
  });

  it("finds a name in a matcher on __name__", () => {
    expect(readerOf(model)("node_filesystem_avail_bytes")).toBe(true);
    expect(readerOf(model)("node_entropy_available_bits")).toBe(false);
  });
});

it('keeps only what is read where the stack says `keep: "read"`', () => {
  const { "node-exporter": node } = model.stack;
  if (!node?.scrape) throw new Error("the stack has no node exporter");
  const stack = { ...model.stack, "node-exporter": { ...node, scrape: { ...node.scrape, keep: "read" } } } as const;
  const other = { ...model, stack };
  const files = emit(other, composeTarget(other), ["prometheus"]);
  expect(validateFiles(files).map(formatProblem)).toEqual([]);
  const document = files[0]?.document as { scrape_configs: Record<string, unknown>[] } | undefined;
  const kept = document?.scrape_configs.filter((job) => job.metric_relabel_configs) ?? [];
  expect(kept.map(({ job_name }) => job_name)).toEqual(["node-exporter"]);
  const regex = readSeries(model, "node-exporter").join("|");
  expect(kept[0]?.metric_relabel_configs).toEqual([{ source_labels: ["__name__"], action: "keep", regex }]);
  expect(regex).toContain("node_filesystem_avail_bytes");
});
