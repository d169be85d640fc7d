import { expect, test } from "vitest";
import { thresholds } from "../../../thresholds.ts";

const { business, featureStore, fraud, models } = thresholds;
const tenYears = 10 * 365 * 86_400;

/**
 * Ratios with a floor: what their usual share is, from which share on the alert fires, and how many bad or counted events
 * the floor demands. The floor is met with as few events as possible, where chance has most to say.
 */
const byBadEvents = [
  {
    alert: "SloBudgetBurns",
    usual: 0.0005,
    limit: business.burnRate.critical * 0.001,
    bad: business.leastBadEvents,
    seconds: 300,
  },
  { alert: "FraudPredictionErrors", usual: 0.001, limit: fraud.errors.critical, bad: fraud.leastErrors, seconds: 300 },
  { alert: "FeatureLookupsFail", usual: 0.0005, limit: featureStore.errors, bad: featureStore.leastBad, seconds: 300 },
  { alert: "FraudRateHigh", usual: 0.02, limit: fraud.rate.critical, bad: fraud.leastFlagged, seconds: 900 },
  { alert: "TransactionsFail", usual: 0.002, limit: business.failed, bad: business.leastFailures, seconds: 300 },
] as const;

test.each(byBadEvents)("chance fires $alert less than once in ten years", ({ usual, limit, bad, seconds }) => {
  const most = Math.ceil((bad + 1) / limit);
  expect((tenYears / seconds) * atLeast(bad + 1, most, usual)).toBeLessThan(1);
});

const byLabels = [
  { alert: "ModelRecallLow", usual: 0.85, limit: models.recall, labels: models.leastPositives },
  { alert: "ModelPrecisionLow", usual: 0.85, limit: models.precision, labels: models.leastPositives },
] as const;

test.each(byLabels)("chance fires $alert less than once in ten years of days", ({ usual, limit, labels }) => {
  // That fewer are found than the limit says is that more are missed.
  const missed = Math.floor(labels * (1 - limit)) + 1;
  expect(3650 * atLeast(missed, labels, 1 - usual)).toBeLessThan(1);
});

test("chance fires FraudBlocksHonestCustomers less than once in ten years of days", () => {
  const wrong = Math.floor(models.leastNegatives * models.falsePositives) + 1;
  expect(3650 * atLeast(wrong, models.leastNegatives, 0.01)).toBeLessThan(1);
});

test("at the floors of one event, chance fires several times a day", () => {
  expect((86_400 / 300) * atLeast(1, 20, 0.002)).toBeGreaterThan(3);
});

/** Probability that at least so many of n events happen, each with probability p. */
function atLeast(least: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  for (let k = 0; k < least; k++) term *= ((n - k) / (k + 1)) * (p / (1 - p));
  let sum = 0;
  // Summed upwards: one minus a number close to one has no digits left.
  for (let k = least; k <= n; k++) {
    sum += term;
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return sum;
}
