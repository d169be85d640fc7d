import { expect, it } from "vitest";
import type { LogPipelineDefinition } from "../../../lib/model/logs.ts";
import { runLogPipeline } from "../../../lib/testing/log-pipeline.ts";
import applications from "../../../logs/applications.ts";
import containers from "../../../logs/containers.ts";
import journal from "../../../logs/journal.ts";
import type { LogLine } from "../../../simulator/logs/line.ts";
import { linesOf } from "../../../simulator/logs/lines.ts";
import { streaming } from "../../../simulator/platforms/streaming.ts";
import { conditionsAt } from "../../../simulator/scenario.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { type Conditions, usual } from "../../../simulator/world/conditions.ts";
import { noise } from "../../../simulator/world/noise.ts";
import { tick } from "../../../simulator/world/tick.ts";

const time = Date.UTC(2026, 0, 14, 12) / 1000;
const hour = 3600;
const pipelines: Readonly<Record<string, LogPipelineDefinition>> = {
  application: applications,
  container: containers,
  journal,
};

const tickAt = (seed: number, at: number, conditions: Conditions) =>
  tick({ time: at, localTime: at, elapsed: 60, conditions, noise: noise(seed), demand: streaming.demand });

/** What is logged in an hour, three hours into an incident. */
const linesIn = (scenario: string | undefined, seed = 1): LogLine[] =>
  Array.from({ length: 60 }, (_, minute) => {
    const conditions = scenario === undefined ? usual : conditionsAt(scenarios[scenario], 3 * hour);
    const at = time + minute * 60;
    return linesOf(tickAt(seed, at, conditions));
  }).flat();

const ordinary = linesIn(undefined);
const linesOfScenarios = new Map(Object.keys(scenarios).map((name) => [name, linesIn(name)]));

it.each(Object.keys(pipelines))("labels the lines of every %s as its pipeline does", (source) => {
  const lines = ordinary.filter(({ labels }) => labels.source === source);
  expect(lines.length).toBeGreaterThan(0);
  const given = new Set(lines.map(({ labels }) => Object.keys(labels).sort().join()));
  expect([...given]).toEqual([labelsOf(pipelines[source] as LogPipelineDefinition).join()]);
});

it.each(Object.keys(scenarios))("writes lines in %s that the pipelines read the level from", (scenario) => {
  // Lines that differ in numbers only are read in the same way.
  const kinds = new Map(linesOfScenarios.get(scenario)?.map((line) => [`${line.labels.level} ${said(line)}`, line]));
  const wrong = [...kinds.values()].filter(
    ({ labels, text }) => labels.source !== "journal" && labels.level !== readLevel(labels.source, text),
  );
  expect(wrong.map(({ text }) => text)).toEqual([]);
});

it.each(Object.keys(scenarios))(
  "lets %s be heard: something is reported that is not on an ordinary day",
  (scenario) => {
    const worries = (lines: readonly LogLine[]) => new Set(lines.filter(isWorry).map(said));
    const known = worries(ordinary);
    expect([...worries(linesOfScenarios.get(scenario) ?? [])].filter((one) => !known.has(one))).not.toEqual([]);
  },
);

it("writes the same lines for the same seed, and others for another", () => {
  expect(linesIn(undefined, 1)).toEqual(ordinary);
  expect(linesIn(undefined, 2)).not.toEqual(ordinary);
});

it("keeps lines within their tick, in order", () => {
  const lines = linesOf(tickAt(1, time, usual));
  const times = lines.map((line) => line.time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(Math.min(...times)).toBeGreaterThanOrEqual((time - 60) * 1000);
  expect(Math.max(...times)).toBeLessThan(time * 1000);
});

/** Every label that a pipeline's streams have, and the host's name. */
function labelsOf({ source, stages }: LogPipelineDefinition): string[] {
  const [kind] = Object.values(source) as { relabel?: { to: string }[] }[];
  const relabelled = (kind?.relabel ?? []).map(({ to }) => to);
  const staged = stages.flatMap((stage) => ("labels" in stage ? [...stage.labels] : []));
  return [...new Set(["host", ...Object.keys(source.labels), ...relabelled, ...staged])].sort();
}

/** The level that a pipeline reads from a line. */
function readLevel(source = "", text: string): string | undefined {
  const definition = pipelines[source] as LogPipelineDefinition;
  return runLogPipeline(definition, [text], { job: source })[0]?.labels.level;
}

const isWorry = ({ labels }: LogLine): boolean => labels.level !== "info";

/** A line without its time and numbers, which differ each time. */
const said = ({ labels, text }: LogLine): string =>
  `${labels.service ?? labels.unit} ${text.startsWith("{") ? JSON.parse(text).message : text}`.replace(/\d+/g, "");
