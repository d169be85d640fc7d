import { expect, it } from "vitest";
import { openMetrics } from "../../../simulator/open-metrics.ts";
import { type Recording, recordScenario } from "../../../simulator/recording.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { weekdaysAndWeekends } from "../../../simulator/world/demand.ts";

const monday = Date.UTC(2026, 0, 12) / 1000;
const hour = 3600;
const afternoon = { from: monday + 12 * hour, to: monday + 14 * hour, step: 120 };

const ordinary = recordScenario(undefined, [afternoon]);

it("gives the same numbers for the same seed, and others for another", () => {
  const recorded = (seed: number) => recordScenario(undefined, [{ ...afternoon, step: 600 }], { seed });
  expect(recorded(1)).toEqual(recorded(1));
  expect(recorded(1)).not.toEqual(recorded(2));
});

it("gives a day a shape: night, peaks, weekend", () => {
  const [night, noon, evening] = [4, 13, 20].map((hours) => weekdaysAndWeekends.at(monday + hours * hour)) as [
    number,
    number,
    number,
  ];
  expect(night).toBeLessThan(noon / 1.5);
  expect(noon).toBeLessThan(evening);
  expect(weekdaysAndWeekends.at(monday + 5 * 24 * hour + 13 * hour)).toBeLessThan(noon);
});

it("accounts for every record of every stage", () => {
  const read = increases(ordinary, "etl_records_read_total");
  const others = ["etl_records_written_total", "etl_records_skipped_total", "etl_records_failed_total"];
  const accounted = others.reduce((sum, name) => sum + increases(ordinary, name), 0);
  expect(read).toBeGreaterThan(1e6);
  expect(accounted / read).toBeCloseTo(1, 4);
});

it("derives money, predictions and messages from transactions", () => {
  const transactions = increases(ordinary, "transactions_total");
  const approved = increases(ordinary, "transactions_amount_usd_total", { status: "approved" });
  expect(increases(ordinary, "revenue_usd_total")).toBeCloseTo(approved, 0);
  expect(increases(ordinary, "fraud_predictions_total") / transactions).toBeCloseTo(1, 2);
  expect(
    increases(ordinary, "kafka_topic_partition_current_offset", { topic: "transactions" }) / transactions,
  ).toBeCloseTo(1, 2);
});

it("keeps what a slow consumer has not read as its lag", () => {
  const slow = recordScenario(scenarios["kafka-lag"], [afternoon]);
  const lag = increases(slow, "kafka_consumergroup_lag", { consumergroup: "fraud-scorer" });
  const missed =
    increases(slow, "kafka_topic_partition_current_offset", { topic: "transactions" }) -
    increases(slow, "kafka_consumergroup_current_offset", { consumergroup: "fraud-scorer" });
  expect(lag).toBeGreaterThan(50_000);
  expect(missed / lag).toBeCloseTo(1, 3);
});

it.each(Object.keys(scenarios))("simulates %s without a counter that shrinks or a number that is none", (name) => {
  const { series } = recordScenario(scenarios[name], [{ ...afternoon, step: 600 }]);
  const wrong = series.filter(({ type, values }) => {
    const present = values.filter((value) => value !== undefined);
    const shrinks = present.some((value, i) => value < (present[i - 1] ?? value));
    return present.some((value) => !Number.isFinite(value)) || (shrinks && type !== "gauge" && type !== "unknown");
  });
  expect(wrong.map((one) => one.name)).toEqual([]);
});

it("writes OpenMetrics: series of a metric together, seconds as timestamps, an end", () => {
  const text = [...openMetrics(recordScenario(undefined, [{ ...afternoon, to: afternoon.from + 60 }]))].join("");
  const names = text.split("\n").map((line) => line.split(/[ {]/)[0] ?? "");
  const starts = names.filter((name, i) => name !== names[i - 1]);
  expect(new Set(starts).size).toBe(starts.length);
  expect(text).toMatch(new RegExp(`^up\\{job="etl",instance="etl:9501",service="etl"\\} 1 ${afternoon.from}$`, "m"));
  expect(text.endsWith("# EOF\n")).toBe(true);
});

/** How much the matching series grew together. */
function increases({ series }: Recording, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return series
    .filter((one) => one.name === name && Object.entries(labels).every(([key, text]) => one.labels[key] === text))
    .reduce((sum, { values }) => sum + (values.at(-1) ?? 0) - (values[0] ?? 0), 0);
}
