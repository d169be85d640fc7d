import { expect, it } from "vitest";
import { binomial, expected, poisson, random } from "../../../simulator/world/draw.ts";
import { noise } from "../../../simulator/world/noise.ts";

const uniform = Array.from({ length: 20_000 }, (_, i) => (i + 0.5) / 20_000);
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]) => {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
};

it.each([0.1, 3, 40, 400])("draws from a Poisson distribution of mean %d", (mean) => {
  const drawn = uniform.map((u) => poisson(mean, u));
  expect(meanOf(drawn) / mean).toBeCloseTo(1, 1);
  expect(varianceOf(drawn) / mean).toBeCloseTo(1, 1);
});

it.each([
  [10, 0.02],
  [10, 0.97],
  [1000, 0.3],
  [5000, 0.001],
])("draws from a binomial distribution of %d events with a chance of %d", (n, p) => {
  const drawn = uniform.map((u) => binomial(n, p, u));
  expect(meanOf(drawn) / (n * p)).toBeCloseTo(1, 1);
  expect(varianceOf(drawn) / (n * p * (1 - p))).toBeCloseTo(1, 1);
});

it("splits events without losing or inventing one", () => {
  const draw = random(noise(1), 1000, 60);
  const events = draw.events("orders", 2);
  expect(Number.isInteger(events * 60)).toBe(true);
  const parts = draw.split("ends", events, { good: 0.7, bad: 0.1, ugly: 0.2 });
  expect((parts.good + parts.bad + parts.ugly) * 60).toBeCloseTo(events * 60, 9);
});

it("splits expected values by their shares", () => {
  expect(expected.split("ends", 10, { good: 0.75, bad: 0.25 })).toEqual({ good: 7.5, bad: 2.5 });
});
