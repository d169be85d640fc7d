import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadModel } from "../../../lib/cli/load.ts";
import { emitAlloy, emitPromtail } from "../../../lib/emit/collectors.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { type ReadBlock, readAlloy } from "./alloy-reader.ts";

type Settings = Record<string, unknown>;

const model = await loadModel(".");
const target = composeTarget(model);
const promtail = parse(emitPromtail(model, target)[0]?.text ?? "");
const alloy = readAlloy(emitAlloy(model, target)[0]?.text ?? "");

/** Alloy's names for what Promtail calls otherwise, and the settings that it wraps in `values`. */
const renamed: Record<string, string> = { labeldrop: "label_drop" };
const wrapped = new Set(["labels", "structured_metadata", "label_drop"]);

const promtailStage = (stage: Record<string, Settings>): unknown => {
  const [[theirs, settings] = ["", {}]] = Object.entries(stage);
  const name = renamed[theirs] ?? theirs;
  if (name === "match") {
    const { selector, stages } = settings as { selector: string; stages: Record<string, Settings>[] };
    return { name, selector, stages: stages.map(promtailStage) };
  }
  return wrapped.has(name) ? { name, values: settings } : { name, ...settings };
};

const alloyStage = ({ name, attributes, blocks }: ReadBlock): unknown =>
  blocks.length > 0
    ? { name: "match", ...attributes, stages: blocks.map(alloyStage) }
    : { name: name.replace("stage.", ""), ...attributes };

const block = (name: string, label: string): ReadBlock | undefined =>
  alloy.find((candidate) => candidate.name === name && candidate.label === label);

const rules = (name: string, label: string) => block(name, label)?.blocks.map(({ attributes }) => attributes);

it.each(model.logs.map(({ name }) => name))("%s: both collectors run the same stages", (name) => {
  const config = promtail.scrape_configs.find((candidate: Settings) => candidate.job_name === name);
  const stages = config.pipeline_stages.map(promtailStage);
  expect(stages.length).toBeGreaterThan(0);
  expect(block("loki.process", name)?.blocks.map(alloyStage)).toEqual(stages);
});

it.each(model.logs.map(({ name }) => name))("%s: both collectors read the same source with the same labels", (name) => {
  const config = promtail.scrape_configs.find((candidate: Settings) => candidate.job_name === name);
  if (config.static_configs) {
    const targets = config.static_configs.map(({ labels }: { labels: Settings }) => labels);
    expect(block("local.file_match", name)?.attributes.path_targets).toEqual(targets);
  } else if (config.journal) {
    const { path, max_age, labels } = block("loki.source.journal", name)?.attributes ?? {};
    expect({ path, max_age, labels }).toEqual(config.journal);
    expect(rules("loki.relabel", name)).toEqual(config.relabel_configs);
  } else {
    expect(block("discovery.docker", name)?.attributes).toEqual(config.docker_sd_configs[0]);
    const labels = block("loki.source.docker", name)?.attributes.labels as Settings;
    const fixed = Object.entries(labels).map(([label, value]) => ({ target_label: label, replacement: value }));
    expect([...fixed, ...(rules("discovery.relabel", name) ?? [])]).toEqual(config.relabel_configs);
  }
});

it("names no folder of the journal, since a collector ends where it is missing", async () => {
  const config = promtail.scrape_configs.find(({ journal }: Settings) => journal);
  expect(config.journal).not.toHaveProperty("path");
  const compose = await readFile("compose/docker-compose.monitoring.yml", "utf8");
  const { services } = parse(compose, { merge: true });
  for (const collector of ["alloy", "promtail"])
    expect(services[collector].volumes).toEqual(
      expect.arrayContaining(["/var/log:/var/log:ro", "/run/log:/run/log:ro", "/etc/machine-id:/etc/machine-id:ro"]),
    );
});

it("sends every Alloy pipeline to the Loki that Promtail sends to", () => {
  expect(block("loki.write", "default")?.blocks[0]?.attributes).toEqual(promtail.clients[0]);
  const targets = alloy.flatMap(({ attributes }) => attributes.forward_to ?? []).filter(Boolean);
  const components = alloy.map(({ name, label }) => `${name}.${label}.receiver`);
  for (const { ref } of targets as { ref: string }[]) expect(components).toContain(ref);
});
