import { expect, test } from "vitest";
import { ledger } from "../../../exporters/fraud-detection/ledger.ts";
import type { LabelGroup, Page, PredictionGroup } from "../../../exporters/fraud-detection/sources/source.ts";

const day = 86_400;
const now = 1_800_000_000;
const none = { counts: [], sum: 0 };

const prediction = (version: string, made: number): PredictionGroup => ({
  model: "gbm",
  version,
  decision: "block",
  slot: made,
  count: 1,
  usd: 1,
  scores: none,
  durations: none,
  newest: made,
});

const label = (made: number, isFraud: boolean, wasFraud?: boolean): LabelGroup => ({
  model: "gbm",
  version: "1",
  slot: made,
  called: true,
  isFraud,
  wasFraud,
  count: 1,
  usd: 1,
  delays: none,
  newest: now,
});

const page = (predictions: PredictionGroup[], labels: LabelGroup[] = []): Page => ({
  predictions,
  labels,
  through: new Date(now * 1000),
  skipped: { predictions: 0, labels: 0 },
  more: false,
});

function filled(...pages: Page[]) {
  const dropped: true[] = [];
  const models = ledger({ maxModels: 2, onDrop: () => dropped.push(true) });
  for (const one of pages) models.add(one);
  return { models: [...models.models()], dropped };
}

test("a prediction counts in every window that contains its time, and in no other", () => {
  const ages = [0.5 / 24, 0.5, 5, 25, 31];
  const { models } = filled(page(ages.map((age) => prediction("1", now - age * day))));
  const counts = [day / 24, day, 7 * day, 30 * day].map((seconds) => models[0]?.over(seconds, now).predictions);
  expect(counts).toEqual([1, 2, 3, 4]);
});

test("a prediction ahead of the clock hides no earlier one", () => {
  const times = [now - day, now - day + 1800, now, now + 3600];
  const { models } = filled(page([...times].reverse().map((made) => prediction("1", made))));
  expect(models[0]?.over(day, now).predictions).toBe(4);
  expect(models[0]?.over(30 * day, now).predictions).toBe(4);
});

test("a corrected label replaces the earlier one, in the windows of its prediction", () => {
  const made = now - 3 * day;
  const { models } = filled(page([prediction("1", made)], [label(made, true)]), page([], [label(made, false, true)]));
  expect(models[0]?.over(7 * day, now).outcomes).toMatchObject({ true_positive: 0, false_positive: 1 });
  expect(models[0]?.over(day, now).outcomes).toMatchObject({ true_positive: 0, false_positive: 0 });
});

test("a full ledger leaves a new version out while all others are active", () => {
  const { models, dropped } = filled(page(["1", "2", "3"].map((version) => prediction(version, now))));
  expect(models.map(({ version }) => version)).toEqual(["1", "2"]);
  expect(dropped).toHaveLength(1);
});

test("a new version replaces one without predictions for 30 days", () => {
  const { models, dropped } = filled(
    page([prediction("1", now - 31 * day), prediction("2", now), prediction("3", now)]),
  );
  expect(models.map(({ version }) => version)).toEqual(["2", "3"]);
  expect(dropped).toHaveLength(0);
});
