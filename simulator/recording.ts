import type { RecordedSeries, Recording } from "bigdata-monitoring";
import type { Labels } from "../exporters/common/metrics/contract.ts";
import { conditionsAt, type Scenario } from "./scenario.ts";
import type { Conditions } from "./world/conditions.ts";
import type { Entry } from "./world/registry.ts";
import { samplesOf } from "./world/samples.ts";
import type { TargetLabels } from "./world/targets.ts";
import type { Tick } from "./world/tick.ts";
import { type ScrapedTarget, type World, type WorldOptions, world } from "./world/world.ts";

export type { RecordedSeries, Recording } from "bigdata-monitoring";

/** A stretch of time to record. Stretches follow each other; between them the world lives on unrecorded. */
export interface Stretch {
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Seconds between two samples. */
  readonly step: number;
}

export interface RecordingOptions {
  /** The same seed gives the same recording. Defaults to 1. */
  readonly seed?: number;
  /** When the incident begins, in seconds since 1970. Defaults to the last stretch's beginning. */
  readonly incidentAt?: number;
  /** Defaults to UTC. */
  readonly localTime?: WorldOptions["localTime"];
  /** Called for every tick. */
  readonly onTick?: RecordOptions["onTick"];
}

/** A series that is still being written. */
type GrowingSeries = Omit<RecordedSeries, "values"> & { readonly values: (number | undefined)[] };

/** Longest step that a day's shape and a queue stand. */
const maxStep = 600;

/** Simulates the platform and writes down what Prometheus would have. @param scenario undefined for ordinary days */
export function recordScenario(
  scenario: Scenario | undefined,
  stretches: Stretches,
  { seed = 1, incidentAt = stretches.at(-1)?.from ?? 0, localTime, onTick }: RecordingOptions = {},
): Recording {
  const simulated = world({ seed, begin: stretches[0].from, ...(localTime && { localTime }) });
  return record(simulated, stretches, (time) => conditionsAt(scenario, time - incidentAt), onTick && { onTick });
}

export interface RecordOptions {
  /** The services to write down. Defaults to all. */
  readonly only?: (labels: TargetLabels) => boolean;
  /** Names of the series to write down. Defaults to all. */
  readonly keep?: ReadonlySet<string>;
  /** Called for every tick. */
  readonly onTick?: (tick: Tick) => void;
}

/**
 * Lets a world live through the stretches, and writes down what a scrape of each target would find, with Prometheus' own
 * `up` and `scrape_duration_seconds`. The world can live on afterwards.
 */
export function record(
  simulated: World,
  stretches: Stretches,
  conditionsOf: (time: number) => Conditions,
  { only = () => true, keep, onTick = () => {} }: RecordOptions = {},
): Recording {
  const times: number[] = [];
  const writer = new Writer(keep);
  let now = stretches[0].from;
  const advance = (time: number) => {
    now = time;
    const tick = simulated.advance(time, conditionsOf(time));
    onTick(tick);
    return tick;
  };
  for (const { from, to, step } of stretches) {
    for (let time = from; time <= to; time += step) {
      while (now + maxStep < time) advance(now + maxStep);
      const { near } = advance(time);
      times.push(time);
      if (!simulated.isObserved()) continue;
      for (const target of simulated.targets()) if (only(target.labels)) writer.write(target, times.length - 1, near);
    }
  }
  return { times, series: writer.all };
}

type Stretches = readonly [Stretch, ...Stretch[]];

/** Writes what a scrape of each target finds, a column of values for each series. */
class Writer {
  private readonly series = new Map<string, GrowingSeries>();
  /** The series of an entry of a target, so that its labels are joined once. */
  private readonly known = new Map<TargetLabels, Map<Entry, GrowingSeries[]>>();

  private readonly only: ReadonlySet<string> | undefined;

  constructor(only: ReadonlySet<string> | undefined) {
    this.only = only;
  }

  get all(): RecordedSeries[] {
    return [...this.series.values()].filter(({ name }) => this.only === undefined || this.only.has(name));
  }

  write({ labels, up, entries }: ScrapedTarget, index: number, near: Tick["near"]): void {
    this.one("up", { ...labels }, "gauge").values[index] = up ? 1 : 0;
    const duration = near(`${labels.instance} scrape`, 0.02, 0.6);
    this.one("scrape_duration_seconds", { ...labels }, "gauge").values[index] = duration;
    if (!up) return;
    const known = this.known.get(labels) ?? new Map<Entry, GrowingSeries[]>();
    this.known.set(labels, known);
    for (const entry of entries) {
      const samples = samplesOf(entry);
      let all = known.get(entry);
      if (!all) {
        all = samples.map(({ name, labels: own }) => this.one(name, { ...own, ...labels }, typeOf(entry)));
        known.set(entry, all);
      }
      for (const [i, sample] of samples.entries()) (all[i] as GrowingSeries).values[index] = sample.value;
    }
  }

  private one(name: string, labels: Labels, type: RecordedSeries["type"]): GrowingSeries {
    const key = `${name}\n${Object.values(labels).join("\n")}`;
    const found = this.series.get(key) ?? { name, labels: { ...labels }, type, values: [] };
    this.series.set(key, found);
    return found;
  }
}

const typeOf = ({ metric }: Entry): RecordedSeries["type"] => (metric.type === "summary" ? "unknown" : metric.type);
