import { expect, it } from "vitest";
import { episodesOf } from "../../../lib/testing/backtest.ts";
import { observedClock } from "../../../scripts/worlds/observed-clock.ts";

const minute = 60;
/** Prometheus does not run in minutes 10 to 29. */
const clock = observedClock({ from: 0, to: 60 * minute, step: minute }, (time) => time < 600 || time >= 1800);

it("stands still while Prometheus does not run", () => {
  expect(clock.toObserved(9 * minute)).toBe(9 * minute);
  expect(clock.toObserved(30 * minute)).toBe(10 * minute);
  expect(clock.fromObserved(10 * minute)).toBe(30 * minute);
  expect(clock.count).toBe(41);
});

it("lets an alert that was pending before a restart go on after it", () => {
  const times = [6, 7, 8, 9, 30, 31, 32].map((at) => clock.toObserved(at * minute));
  const settings = { step: minute, for: 5 * minute, keepFiringFor: 0, end: clock.count * minute };
  const [episode] = episodesOf({ labels: {}, times }, settings);
  expect(clock.fromObserved(episode?.from ?? 0)).toBe(31 * minute);
  expect(clock.fromObserved(episode?.to ?? 0)).toBe(33 * minute);
});
