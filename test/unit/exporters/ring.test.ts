import { expect, test } from "vitest";
import { ring } from "../../../exporters/fraud-detection/ring.ts";

test("sums the slots since a time", () => {
  const hours = ring(3600, 24, 2);
  hours.add(10 * 3600, 0, 5);
  hours.add(11 * 3600 + 59, 0, 7);
  hours.add(11 * 3600 + 3599, 1, 1);
  expect(hours.since(10 * 3600)).toEqual([12, 1]);
  expect(hours.since(10 * 3600 + 1)).toEqual([7, 1]);
  expect(hours.since(12 * 3600)).toEqual([0, 0]);
});

test("a newer slot replaces the oldest, and values for a replaced slot are ignored", () => {
  const hours = ring(3600, 3, 1);
  hours.add(0, 0, 1);
  hours.add(3 * 3600, 0, 10);
  hours.add(0, 0, 100);
  expect(hours.since(0)).toEqual([10]);
});

test("ignores times before 1970, which belong to no slot", () => {
  const hours = ring(3600, 24, 1);
  hours.add(20 * 3600, 0, 5);
  for (let hour = 1; hour < 48; hour++) hours.add(-hour * 3600, 0, 100);
  expect(hours.since(0)).toEqual([5]);
});

test("agrees with a plain list of events, whatever their order", () => {
  const [width, slots, end] = [300, 288, 1_700_000_100];
  const events = Array.from({ length: 2000 }, (_, i) => ({
    time: end - ((i * 7919) % (width * slots * 2)),
    by: (i % 5) + 1,
  }));
  const sums = ring(width, slots, 1);
  for (const { time, by } of [...events].sort((a, b) => a.by - b.by || a.time - b.time)) sums.add(time, 0, by);
  for (const seconds of [300, 3600, 40_000, (slots - 1) * width]) {
    const since = end - seconds;
    const expected = events
      .filter(({ time }) => Math.floor(time / width) * width >= since)
      .reduce((sum, { by }) => sum + by, 0);
    expect(sums.since(since)).toEqual([expected]);
  }
});
