import { expect, it } from "vitest";
import { acceleratePromql } from "../live/alerting/accelerate/promql.ts";

const pace = { times: 60, isTimestamp: (metric: string) => metric.endsWith("_timestamp") };

it.each([
  ["up == 0", "up == 0"],
  ["rate(x_total[5m]) > 0.1", "(rate(x_total[5000ms]) / 60) > 0.1"],
  ["increase(x_total[5m] offset 1h) > 3", "increase(x_total[5000ms] offset 60000ms) > 3"],
  ["max_over_time(rate(x_total[5m])[1h:1m])", "max_over_time((rate(x_total[5000ms]) / 60)[60000ms:1000ms])"],
  ["predict_linear(free[6h], 4 * 3600) < 0", "predict_linear(free[360000ms], (4 * 3600) / 60) < 0"],
  ["time() - max by (job) (run_timestamp) > 900", "(60 * (time() - max by (job) (run_timestamp))) > 900"],
  ["run_timestamp - run_timestamp offset 15m > 60", "(60 * (run_timestamp - run_timestamp offset 15000ms)) > 60"],
  ["seen_timestamp > time() - 120", "seen_timestamp > time() - (120) / 60"],
  [
    "uptime_seconds < 600 and uptime_seconds offset 15m > 600",
    "uptime_seconds < 600 and uptime_seconds offset 15000ms > 600",
  ],
])("accelerates %s", (expr, accelerated) => {
  expect(acceleratePromql(expr, pace)).toBe(accelerated);
});

it.each(["hour() > 8", "up @ 1700000000", "timestamp(up)", "rate(x_total[5m:])"])("refuses %s", (expr) => {
  expect(() => acceleratePromql(expr, pace)).toThrow(expr);
});
